package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.Removal;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.HotPhases;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.internal.hot.HotTransfer.Entry;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.internal.hot.Phase;
import dev.threadstore.model.DeleteResult;
import dev.threadstore.model.ThreadRef;
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
    Removal removal = tiers.requireArchive().removal(ref);
    int removed = deleted.removed() + removal.removeBelow(deleted.tombstone(), deadline);
    HotTransfer transfer = tiers.transfer(ref);
    HotPhases phases = tiers.phases(ref);
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      try {
        if (!(transfer.gate(tiers.nonces().next(), deadline) instanceof Entry.Gate gate)) {
          // Created afresh since: the new thread builds on the tombstone.
          return new DeleteResult(deleted.existed(), deleted.tombstone(), removed, 1);
        }
        Optional<Phase> seal = phases.seal(tiers.nonces().next(), "g" + gate.value(), 0, deadline);
        if (seal.isPresent()) {
          removed += removeTombstone(ref, deadline);
          phases.finish(seal.get(), deadline);
          return new DeleteResult(deleted.existed(), 0, removed, 0);
        }
      } catch (NotLiveException.Busy e) {
        abandoned.finish(ref, e.phase(), deadline);
      }
    }
    throw tiers.keptChanging(ref, "purge");
  }

  private int removeTombstone(ThreadRef ref, Deadline deadline) {
    NewestEntry newest = NewestEntry.findEvenDamaged(tiers.log(ref), deadline);
    if (newest.tombstone().isEmpty()) {
      return 0;
    }
    Removal removal = tiers.requireArchive().removal(ref);
    return removal.removeBelow(newest.number(), deadline)
        + removal.removeOnly(newest.number(), deadline);
  }
}
