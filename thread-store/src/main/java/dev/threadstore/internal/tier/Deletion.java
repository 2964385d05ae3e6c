package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Tombstone;
import dev.threadstore.internal.archive.EntryLog;
import dev.threadstore.internal.archive.EntryLog.Added;
import dev.threadstore.internal.archive.EntryLog.Reading;
import dev.threadstore.internal.archive.Removal;
import dev.threadstore.internal.archive.StoredEntry;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.HotPhases;
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
 *
 * <p>The tombstone's number is noted in the seal before it is written, and its writer token is the
 * seal's. So one who completes the deletion very late (the seal may have come back with an older
 * Redis) finds that it has been done, and does not bury a thread created afresh since.
 */
final class Deletion {
  private final Tiers tiers;
  private final ForkFence forkFence;

  Deletion(Tiers tiers, ForkFence forkFence) {
    this.tiers = tiers;
    this.forkFence = forkFence;
  }

  DeleteResult delete(ThreadRef ref, Deadline deadline) {
    if (tiers.archive().isEmpty()) {
      return deleteHot(ref, deadline);
    }
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      try {
        Optional<Phase> sealed = seal(ref, deadline);
        if (sealed.isPresent()) {
          return complete(ref, sealed.get(), deadline);
        }
      } catch (NotLiveException.Busy e) {
        if (e.phase().isDeletion()) {
          return complete(ref, e.phase(), deadline);
        }
        forkFence.clear(ref, e.phase(), deadline);
      }
    }
    throw tiers.keptChanging(ref, "delete");
  }

  /** Completes a deletion from the seal on. */
  DeleteResult complete(ThreadRef ref, Phase sealed, Deadline deadline) {
    HotPhases phases = tiers.phases(ref);
    Phase phase = sealed;
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      Optional<DeleteResult> result = completeOnce(ref, phase, deadline);
      if (result.isPresent()) {
        return result.get();
      }
      Optional<Phase> now = phases.current(deadline);
      if (now.isEmpty() || !now.get().continues(phase)) {
        // Somebody else has completed it.
        return new DeleteResult(true, phase.aim(), 0, 0);
      }
      phase = now.get();
    }
    throw tiers.keptChanging(ref, "delete");
  }

  /** One attempt; empty: the number that was noted is not right any more, or was noted anew. */
  private Optional<DeleteResult> completeOnce(ThreadRef ref, Phase phase, Deadline deadline) {
    EntryLog log = tiers.log(ref);
    HotPhases phases = tiers.phases(ref);
    long newest = log.newest(deadline);
    if (phase.aim() == 0) {
      if (!phase.hasSealedCopy() && isVacant(log, newest, deadline)) {
        phases.finish(phase, deadline);
        Removal.Count count = tiers.requireArchive().removal(ref).removeOld(newest, deadline);
        return Optional.of(new DeleteResult(false, newest, count.removed(), count.remaining()));
      }
      phases.aim(phase, newest + 1, deadline);
      return Optional.empty();
    }
    long tombstone = own(log, phase, newest, deadline);
    if (tombstone == 0 && newest >= phase.aim()) {
      phases.aim(phase, newest + 1, deadline);
      return Optional.empty();
    }
    if (tombstone == 0) {
      tombstone = phase.aim();
      if (!bury(ref, phase, newest, deadline)) {
        return Optional.empty();
      }
    }
    phases.finish(phase, deadline);
    Removal.Count count = tiers.requireArchive().removal(ref).removeOld(tombstone, deadline);
    return Optional.of(new DeleteResult(true, tombstone, count.removed(), count.remaining()));
  }

  /** Whether the archive has no thread: nothing, or a deleted one. */
  private static boolean isVacant(EntryLog log, long newest, Deadline deadline) {
    return newest == 0
        || log.look(newest, deadline)
            .flatMap(Reading::intact)
            .map(found -> found.entry() instanceof Tombstone)
            .orElse(false);
  }

  /** The number of this deletion's tombstone if it is there already, else 0. */
  private static long own(EntryLog log, Phase phase, long newest, Deadline deadline) {
    for (long number = phase.aim(); number <= newest; number++) {
      // A damaged one is not a tombstone of ours as far as anybody can tell.
      Optional<StoredEntry> found = log.look(number, deadline).flatMap(Reading::intact);
      if (found.isPresent() && found.get().entry().position().writer().equals(phase.token())) {
        return number;
      }
    }
    return 0;
  }

  /** Adds the tombstone; false if somebody else has added an entry meanwhile. */
  private boolean bury(ThreadRef ref, Phase phase, long newest, Deadline deadline) {
    Position position =
        new Position(ref, phase.aim(), phase.token(), newest, "", System.currentTimeMillis());
    Tombstone tombstone = new Tombstone(position, phase.sealed().version(), phase.sealed().stamp());
    return tiers.log(ref).add(tombstone, deadline) instanceof Added.Mine;
  }

  private Optional<Phase> seal(ThreadRef ref, Deadline deadline) {
    HotTransfer transfer = tiers.transfer(ref);
    HotPhases phases = tiers.phases(ref);
    String token = tiers.nonces().next();
    try {
      String epoch = tiers.hot(ref).head(deadline).epoch();
      return phases.seal(token, "e" + epoch, deadline);
    } catch (DamagedHotCopyException e) {
      return phases.seal(token, "d", deadline);
    } catch (NotLiveException.Absent e) {
      return transfer.gate(tiers.nonces().next(), deadline) instanceof Entry.Gate gate
          ? phases.seal(token, "g" + gate.value(), deadline)
          : Optional.empty();
    }
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
