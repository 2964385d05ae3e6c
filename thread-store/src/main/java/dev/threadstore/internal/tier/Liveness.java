package dev.threadstore.internal.tier;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.Change;
import dev.threadstore.internal.hot.HotThread;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.HydrateOnUse;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadNotHotException;
import dev.threadstore.model.ThreadRef;
import java.util.function.BiFunction;

/**
 * Makes sure that an operation finds a live hot copy: hydrates an archived thread, finishes what
 * others have abandoned, and tries again.
 */
final class Liveness {
  private final Tiers tiers;
  private final Hydration hydration;
  private final AbandonedWork abandoned;

  Liveness(Tiers tiers, Hydration hydration, AbandonedWork abandoned) {
    this.tiers = tiers;
    this.hydration = hydration;
    this.abandoned = abandoned;
  }

  /**
   * Makes a change of a live copy.
   *
   * @throws ThreadNotFoundException if there is no such thread
   * @throws ThreadNotHotException if it may be archived, and settings forbid to hydrate it unasked
   * @throws OutcomeUnknownException if it may have been made
   */
  <T> T change(ThreadRef ref, String operation, Changing<T> run) {
    Change change = tiers.change(ref, operation);
    return change.made(
        () -> onLive(ref, operation, (hot, deadline) -> run.change(hot, change, deadline)));
  }

  /** Makes a change, or tries to. */
  interface Changing<T> {
    T change(HotThread hot, Change change, Deadline deadline);
  }

  /**
   * Runs an operation on a live copy, and again after it has met none.
   *
   * @throws ThreadNotFoundException if there is no such thread
   * @throws ThreadNotHotException if it may be archived, and settings forbid to hydrate it unasked
   */
  <T> T onLive(ThreadRef ref, String operation, BiFunction<HotThread, Deadline, T> run) {
    HotThread thread = tiers.hot(ref);
    // One for all moves that the operation needs first, however often others get in between.
    Deadline moves = tiers.transferDeadline();
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      try {
        return run.apply(thread, tiers.callDeadline());
      } catch (NotLiveException.Absent e) {
        if (tiers.archive().isEmpty()) {
          throw new ThreadNotFoundException(ref);
        }
        if (tiers.settings().hydrateOnUse() == HydrateOnUse.NEVER) {
          throw new ThreadNotHotException(ref);
        }
        hydration.hydrate(ref, Freshness.TRUST_HOT, moves);
      } catch (NotLiveException.Busy e) {
        abandoned.finish(ref, e.phase(), moves);
      }
    }
    throw tiers.keptChanging(ref, operation);
  }
}
