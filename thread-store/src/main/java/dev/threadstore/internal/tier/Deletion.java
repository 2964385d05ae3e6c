package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Tombstone;
import dev.threadstore.internal.archive.EntryLog;
import dev.threadstore.internal.archive.EntryLog.Added;
import dev.threadstore.internal.archive.Removal;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.internal.hot.HotTransfer.Entry;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.internal.hot.Phase;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.DeleteResult;
import dev.threadstore.model.ThreadRef;
import java.util.Optional;

/**
 * Deletes a thread in both tiers. Seal it in Redis, put a tombstone on top of its history, remove
 * the keys. The seal keeps changes out while the tombstone is written; the tombstone keeps out
 * whatever comes late. Whoever meets the seal completes the deletion.
 */
final class Deletion {
  private final Tiers tiers;

  Deletion(Tiers tiers) {
    this.tiers = tiers;
  }

  /** Which objects go. */
  enum Extent {
    /** Those that are old enough. */
    OLD,
    /** All, the tombstone too. */
    ALL
  }

  DeleteResult delete(ThreadRef ref, Extent extent, Deadline deadline) {
    if (tiers.archive().isEmpty()) {
      return deleteHot(ref, deadline);
    }
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      try {
        Optional<Phase> sealed = seal(ref, deadline);
        if (sealed.isPresent()) {
          Optional<DeleteResult> result = complete(ref, sealed.get(), extent, deadline);
          if (result.isPresent()) {
            return result.get();
          }
        }
      } catch (NotLiveException.Busy e) {
        if (e.phase().isDeletion() && extent == Extent.OLD) {
          return complete(ref, e.phase(), extent, deadline)
              .orElseGet(() -> new DeleteResult(true, 0, 0, 0));
        }
        new Abandoned(tiers, this).finish(ref, e.phase(), deadline);
      }
    }
    throw tiers.keptChanging(ref, "delete");
  }

  /**
   * Completes a deletion from the seal on.
   *
   * @return what was done, or empty if somebody else has completed it
   */
  Optional<DeleteResult> complete(ThreadRef ref, Phase phase, Extent extent, Deadline deadline) {
    EntryLog log = tiers.log(ref);
    HotTransfer transfer = tiers.transfer(ref);
    boolean nothingHot = phase.sealed().stamp().isEmpty();
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      Newest newest = Newest.findEvenDamaged(log, deadline);
      // Asked after the listing: a thread created afresh since must not be buried.
      if (!transfer.isUnderWay(phase, deadline)) {
        return Optional.empty();
      }
      boolean buried = newest.tombstone().isPresent();
      boolean byThis =
          newest.tombstone().map(t -> t.position().writer().equals(phase.token())).orElse(false);
      if (nothingHot && (newest.number() == 0 || (buried && !byThis))) {
        Removal.Count count = remove(ref, extent, newest.number(), deadline);
        transfer.finish(phase, deadline);
        return Optional.of(result(false, extent, newest.number(), count));
      }
      if (byThis || bury(ref, phase, newest, deadline)) {
        long tombstone = byThis ? newest.number() : newest.number() + 1;
        if (extent == Extent.OLD) {
          transfer.finish(phase, deadline);
          return Optional.of(
              result(true, extent, tombstone, remove(ref, extent, tombstone, deadline)));
        }
        // A purge stays sealed until all is gone, or it could take a thread created afresh.
        Removal.Count count = remove(ref, extent, tombstone, deadline);
        transfer.finish(phase, deadline);
        return Optional.of(result(true, extent, tombstone, count));
      }
    }
    throw tiers.keptChanging(ref, "delete");
  }

  private Optional<Phase> seal(ThreadRef ref, Deadline deadline) {
    HotTransfer transfer = tiers.transfer(ref);
    String token = tiers.nonces().next();
    try {
      String epoch = tiers.hot(ref).head(deadline).epoch();
      return transfer.seal(token, "e" + epoch, deadline);
    } catch (DamagedHotCopyException e) {
      return transfer.seal(token, "d", deadline);
    } catch (NotLiveException.Absent e) {
      return transfer.gate(tiers.nonces().next(), deadline) instanceof Entry.Gate gate
          ? transfer.seal(token, "g" + gate.value(), deadline)
          : Optional.empty();
    }
  }

  /** Adds the tombstone; false if somebody else has added an entry meanwhile. */
  private boolean bury(ThreadRef ref, Phase phase, Newest newest, Deadline deadline) {
    Position position =
        new Position(
            ref,
            newest.number() + 1,
            phase.token(),
            newest.number(),
            newest.stamp(),
            System.currentTimeMillis());
    Tombstone tombstone = new Tombstone(position, phase.sealed().version(), phase.sealed().stamp());
    return tiers.log(ref).add(tombstone, deadline) instanceof Added.Mine;
  }

  private Removal.Count remove(ThreadRef ref, Extent extent, long tombstone, Deadline deadline) {
    Removal removal = tiers.requireArchive().removal(ref);
    return extent == Extent.ALL
        ? removal.removeAll(deadline)
        : removal.removeOld(tombstone, deadline);
  }

  private static DeleteResult result(
      boolean existed, Extent extent, long tombstone, Removal.Count count) {
    return new DeleteResult(
        existed, extent == Extent.ALL ? 0 : tombstone, count.removed(), count.remaining());
  }

  private DeleteResult deleteHot(ThreadRef ref, Deadline deadline) {
    HotTransfer transfer = tiers.transfer(ref);
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      boolean gone;
      try {
        gone = transfer.dropInEpoch(tiers.hot(ref).head(deadline).epoch(), deadline);
      } catch (NotLiveException.Absent e) {
        return new DeleteResult(false, 0, 0, 0);
      } catch (DamagedHotCopyException e) {
        gone = transfer.dropDamaged(deadline);
      }
      if (gone) {
        return new DeleteResult(true, 0, 0, 0);
      }
    }
    throw tiers.keptChanging(ref, "delete");
  }
}
