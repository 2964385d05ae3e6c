package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Tombstone;
import dev.threadstore.internal.archive.EntryLog;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.HotPhases;
import dev.threadstore.internal.hot.Phase;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Clears the stub of a fork: waits for the forking process for a while, then takes it for dead and
 * keeps its late snapshot out.
 */
final class ForkFence {
  private static final Duration POLL = Duration.ofMillis(50);

  private final Tiers tiers;

  ForkFence(Tiers tiers) {
    this.tiers = tiers;
  }

  /** Returns when the stub is gone. */
  void clear(ThreadRef target, Phase fork, Deadline deadline) {
    HotPhases phases = tiers.phases(target);
    Deadline patience = Deadline.after(tiers.settings().forkPatience().minus(fork.age()));
    while (!patience.hasPassed()) {
      sleep(deadline);
      if (phases.current(deadline).filter(fork::continues).isEmpty()) {
        return;
      }
    }
    EntryLog log = tiers.log(target);
    long number = fork.number();
    if (log.newest(deadline) < number) {
      Position position =
          new Position(target, number, tiers.nonces().next(), number - 1, "", tiers.now());
      // Whoever has that number by now, the fork or this tombstone: it is decided.
      log.add(new Tombstone(position, 0, ""), deadline);
    }
    phases.finish(fork, deadline);
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
