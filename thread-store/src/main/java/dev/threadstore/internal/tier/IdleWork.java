package dev.threadstore.internal.tier;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.ActivityIndex;
import dev.threadstore.internal.hot.ActivityIndex.Claim;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.IdleThread;
import dev.threadstore.model.IdleThread.Outcome;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadDeletedException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreException;
import java.time.Duration;
import java.util.Optional;

/**
 * What is done with one thread that was claimed: flushed if it is idle, then the claim is settled.
 * The flush asks the thread itself and is safe beside anybody else's, so nothing depends on the
 * claim; it only keeps workers from doing the same twice.
 */
final class IdleWork {
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
  private static final int LONGEST_PROBLEM = 300;

  private final Tiers tiers;
  private final ActivityIndex index;
  private final Flush flush;
  private final Duration longestBackoff;
  private final Closing closing;

  IdleWork(Tiers tiers, Flush flush, Duration longestBackoff, Closing closing) {
    this.tiers = tiers;
    this.index = tiers.requireIndex();
    this.flush = flush;
    this.longestBackoff = longestBackoff;
    this.closing = closing;
  }

  /**
   * Works on a thread.
   *
   * @param claim the thread
   * @param idle only if nobody used it for so long
   * @param lease when the claim ends
   */
  IdleThread work(Claim claim, Duration idle, Deadline lease) {
    ThreadRef ref = claim.ref();
    if (closing.hasBegun() || lease.hasPassed()) {
      return giveBack(claim);
    }
    try {
      FlushResult result = flush.flush(ref, AfterFlush.RELEASE, idle, soonest(lease));
      return switch (result.outcome()) {
        case ARCHIVED -> gone(claim, Outcome.ARCHIVED, result.bytes());
        case ALREADY_ARCHIVED -> gone(claim, Outcome.RELEASED, result.bytes());
        case NOT_IDLE, CHANGED_MEANWHILE -> used(claim, result.idle(), result.bytes());
        // With a gate, somebody may be about to install what was touched before the claim.
        case NOT_HOT ->
            tiers.hot().isVacant(ref, soonest(lease))
                ? gone(claim, Outcome.GONE, 0)
                : used(claim, Duration.ZERO, 0);
        case NO_COLD_STORE ->
            throw new IllegalStateException("a store with an index has a cold store");
      };
    } catch (ThreadDeletedException e) {
      // Redis had gone back behind its deletion; what it had kept is gone again.
      return gone(claim, Outcome.GONE, 0);
    } catch (RuntimeException e) {
      return closing.hasBegun() ? giveBack(claim) : failed(claim, e);
    }
  }

  private Deadline soonest(Deadline lease) {
    Duration left = Duration.ofNanos(lease.remainingNanos());
    Duration timeout = tiers.settings().transferTimeout();
    return Deadline.after(left.compareTo(timeout) < 0 ? left : timeout);
  }

  private IdleThread gone(Claim claim, Outcome outcome, long bytes) {
    settle(() -> index.settleGone(claim, tiers.callDeadline()));
    return new IdleThread(claim.ref(), outcome, bytes);
  }

  private IdleThread used(Claim claim, Duration ago, long bytes) {
    settle(() -> index.settleUsed(claim, ago, tiers.callDeadline()));
    return new IdleThread(claim.ref(), Outcome.IN_USE, bytes);
  }

  private IdleThread giveBack(Claim claim) {
    // The interruption was for the flush.
    Thread.interrupted();
    settle(() -> index.settleBack(claim, tiers.callDeadline()));
    return new IdleThread(claim.ref(), Outcome.GIVEN_BACK, 0);
  }

  private IdleThread failed(Claim claim, RuntimeException failure) {
    settle(
        () ->
            index.settleFailed(
                claim, problem(failure), FIRST_BACKOFF, longestBackoff, tiers.callDeadline()));
    return new IdleThread(claim.ref(), Outcome.FAILED, 0, Optional.of(failure));
  }

  /** If Redis fails now, the lease ends by itself, and somebody else finds what there is to do. */
  private static void settle(Runnable settlement) {
    try {
      settlement.run();
    } catch (StoreUnavailableException e) {
      // As it says above.
    }
  }

  /** What our own exceptions say names no content and no credentials; others may. */
  static String problem(RuntimeException failure) {
    String type = failure.getClass().getSimpleName();
    String text =
        failure instanceof ThreadStoreException ? type + ": " + failure.getMessage() : type;
    return text.length() <= LONGEST_PROBLEM ? text : text.substring(0, LONGEST_PROBLEM) + "…";
  }
}
