package dev.threadstore.internal.tier;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.HotPhases;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.internal.hot.HotTransfer.Entry;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.internal.hot.Phase;
import dev.threadstore.model.CollectResult;
import dev.threadstore.model.DeleteResult;
import dev.threadstore.model.ThreadRef;
import java.time.Duration;
import java.util.Optional;

/**
 * Deletes a thread, then removes its objects at once: first what is below the tombstone, which
 * nobody refers to any more, whatever happens meanwhile; then, while a seal keeps the place, the
 * tombstone, if it is still the newest entry.
 */
final class Purge {
  private final Tiers tiers;
  private final Deletion deletion;
  private final AbandonedWork abandoned;

  Purge(Tiers tiers, Deletion deletion, AbandonedWork abandoned) {
    this.tiers = tiers;
    this.deletion = deletion;
    this.abandoned = abandoned;
  }

  DeleteResult purge(ThreadRef ref, Deadline deadline) {
    DeleteResult deleted = deletion.delete(ref, deadline);
    CollectResult below = collectBelow(ref, deleted.tombstone(), deadline);
    int removed = deleted.removed() + below.removed();
    HotTransfer transfer = tiers.transfer(ref);
    HotPhases phases = tiers.phases(ref);
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      try {
        if (!(transfer.gate(tiers.nonces().next(), deadline) instanceof Entry.Gate gate)) {
          // Created afresh since: the new thread builds on the tombstone.
          return new DeleteResult(
              deleted.existed(), deleted.tombstone(), removed, below.remaining());
        }
        Optional<Phase> seal = phases.seal(tiers.nonces().next(), "g" + gate.pass(), 0, deadline);
        if (seal.isPresent()) {
          CollectResult rest = removeTombstone(ref, deadline);
          phases.finish(seal.get(), deadline);
          return new DeleteResult(deleted.existed(), 0, removed + rest.removed(), rest.remaining());
        }
      } catch (NotLiveException.Busy e) {
        abandoned.finish(ref, e.phase(), deadline);
      }
    }
    throw tiers.keptChanging(ref, "purge");
  }

  private CollectResult removeTombstone(ThreadRef ref, Deadline deadline) {
    NewestEntry newest = NewestEntry.findEvenDamaged(tiers.log(ref), deadline);
    return collectBelow(ref, newest.tombstone().isPresent() ? newest.number() + 1 : 0, deadline);
  }

  private CollectResult collectBelow(ThreadRef ref, long number, Deadline deadline) {
    return tiers.requireArchive().collector(ref, deadline).collectBelow(number, Duration.ZERO);
  }
}
