package dev.threadstore.internal.tier;

/** The protocols, wired once for all threads of a store. */
final class Protocols {
  final Liveness liveness;
  final Hydration hydration;
  final Flush flush;
  final Creation creation;
  final Fork fork;
  final Replacement replacement;
  final ConflictResolution resolution;
  final Deletion deletion;
  final Purge purge;
  final AbandonedWork abandoned;

  Protocols(Tiers tiers) {
    ForkFence forkFence = new ForkFence(tiers);
    deletion = new Deletion(tiers, forkFence);
    abandoned = new AbandonedWork(tiers, deletion, forkFence);
    purge = new Purge(tiers, deletion, abandoned);
    hydration = new Hydration(tiers, abandoned);
    flush = new Flush(tiers, abandoned);
    creation = new Creation(tiers, abandoned);
    fork = new Fork(tiers, creation, abandoned);
    liveness = new Liveness(tiers, hydration, abandoned);
    replacement = new Replacement(tiers, liveness, abandoned);
    resolution = new ConflictResolution(tiers, flush, hydration, fork, abandoned);
  }
}
