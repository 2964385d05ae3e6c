package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Tombstone;
import dev.threadstore.internal.archive.EntryLog;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.Phase;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Finishes what somebody else has begun on a thread that therefore refuses reads and writes: at
 * once a deletion, after some patience a fork.
 */
final class Abandoned {
  private static final Duration POLL = Duration.ofMillis(50);

  private final Tiers tiers;
  private final Deletion deletion;

  Abandoned(Tiers tiers, Deletion deletion) {
    this.tiers = tiers;
    this.deletion = deletion;
  }

  /** Makes progress with a phase, or waits for it a little; the caller looks again. */
  void finish(ThreadRef ref, Phase phase, Deadline deadline) {
    if (tiers.archive().isEmpty()) {
      throw new StoreUnavailableException(
          Tier.ARCHIVED,
          "thread is being moved in a cold store that this store does not have: thread=`%s`"
              .formatted(ref),
          null);
    }
    if (phase.isDeletion()) {
      deletion.complete(ref, phase, deadline);
      return;
    }
    Deadline patience = Deadline.after(tiers.settings().forkPatience().minus(phase.age()));
    while (!patience.hasPassed()) {
      sleep(deadline);
      if (tiers.transfer(ref).phase(deadline).filter(phase::continues).isEmpty()) {
        return;
      }
    }
    fence(ref, phase, deadline);
  }

  /** The forking process is taken for dead: a tombstone keeps its late snapshot out. */
  private void fence(ThreadRef ref, Phase phase, Deadline deadline) {
    EntryLog log = tiers.log(ref);
    long number = phase.number();
    if (log.newest(deadline) < number) {
      Position position =
          new Position(
              ref, number, tiers.nonces().next(), number - 1, "", System.currentTimeMillis());
      // Whoever has that number by now, the fork or this tombstone: it is decided.
      log.add(new Tombstone(position, 0, ""), deadline);
    }
    tiers.transfer(ref).finish(phase, deadline);
  }

  private static void sleep(Deadline deadline) {
    if (deadline.remainingNanos() <= POLL.toNanos()) {
      throw new StoreUnavailableException(
          Tier.HOT, "thread is being forked to; deadline passed while waiting", null);
    }
    try {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException(Tier.HOT, "interrupted while waiting for a fork", e);
    }
  }
}
