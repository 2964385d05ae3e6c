package dev.threadstore.internal.tier;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.Phase;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;

/**
 * Finishes what somebody else has begun on a thread that therefore refuses reads and writes: at
 * once a deletion, after some patience a fork.
 */
final class AbandonedWork {
  private final Tiers tiers;
  private final Deletion deletion;
  private final ForkFence forkFence;

  AbandonedWork(Tiers tiers, Deletion deletion, ForkFence forkFence) {
    this.tiers = tiers;
    this.deletion = deletion;
    this.forkFence = forkFence;
  }

  /** Finishes a phase; the caller then looks again. */
  void finish(ThreadRef ref, Phase phase, Deadline deadline) {
    if (tiers.archive().isEmpty()) {
      throw new StoreUnavailableException(
          Tier.ARCHIVED,
          "thread is being moved in a cold store that this store does not have: thread=`%s`"
              .formatted(ref),
          null);
    }
    if (phase.isDeletion()) {
      deletion.completeAbandoned(ref, phase, deadline);
    } else {
      forkFence.clear(ref, phase, deadline);
    }
  }
}
