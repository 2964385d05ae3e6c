package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Tombstone;
import dev.threadstore.internal.archive.EntryLog;
import dev.threadstore.internal.archive.EntryLog.Added;
import dev.threadstore.internal.archive.EntryLog.Reading;
import dev.threadstore.internal.archive.Removal;
import dev.threadstore.internal.archive.StoredEntry;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.Head;
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
        Optional<Meant> meant = meant(ref, deadline);
        if (meant.isPresent()) {
          Optional<DeleteResult> result = sealAndComplete(ref, meant.get(), deadline);
          if (result.isPresent()) {
            return result.get();
          }
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

  /**
   * What is to be deleted: no other thread that is created under the id while this goes on.
   *
   * @param condition holds only for what is there, as {@code seal.lua} reads it
   * @param newest the number that the archive had reached at least
   */
  private record Meant(String condition, long newest) {}

  /** Empty: it became hot in between, look again. */
  private Optional<Meant> meant(ThreadRef ref, Deadline deadline) {
    try {
      Head head = tiers.hot(ref).head(deadline);
      return Optional.of(new Meant("e" + head.epoch(), head.base()));
    } catch (DamagedHotCopyException e) {
      return Optional.of(new Meant("d", tiers.log(ref).newest(deadline)));
    } catch (NotLiveException.Absent e) {
      return tiers.transfer(ref).gate(tiers.nonces().next(), deadline) instanceof Entry.Gate gate
          ? Optional.of(new Meant("g" + gate.value(), tiers.log(ref).newest(deadline)))
          : Optional.empty();
    }
  }

  /** Empty: what is there has changed since it was looked at. */
  private Optional<DeleteResult> sealAndComplete(ThreadRef ref, Meant meant, Deadline deadline) {
    String token = tiers.nonces().next();
    Optional<Phase> sealed = tiers.phases(ref).seal(token, meant.condition(), deadline);
    if (sealed.isPresent()) {
      return Optional.of(complete(ref, sealed.get(), deadline));
    }
    // Unless it had been sealed, the answer was lost, and somebody has completed the deletion.
    EntryLog log = tiers.log(ref);
    long tombstone = own(log, token, meant.newest() + 1, log.newest(deadline), deadline);
    return tombstone == 0 ? Optional.empty() : Optional.of(new DeleteResult(true, tombstone, 0, 0));
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
    long tombstone = own(log, phase.token(), phase.aim(), newest, deadline);
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

  /** The number of a deletion's tombstone if it is there already, else 0. */
  private static long own(EntryLog log, String token, long from, long to, Deadline deadline) {
    for (long number = from; number <= to; number++) {
      // A damaged one is not a tombstone of ours as far as anybody can tell.
      Optional<StoredEntry> found = log.look(number, deadline).flatMap(Reading::intact);
      if (found.isPresent() && found.get().entry().position().writer().equals(token)) {
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

  private DeleteResult deleteHot(ThreadRef ref, Deadline deadline) {
    HotTransfer transfer = tiers.transfer(ref);
    long created = 0;
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      try {
        Head head = tiers.hot(ref).head(deadline);
        if (created != 0 && head.created() != created) {
          // The one that was meant is gone, perhaps by a drop whose answer was lost.
          return new DeleteResult(true, 0, 0, 0);
        }
        created = head.created();
        if (transfer.dropInEpoch(head.epoch(), deadline)) {
          return new DeleteResult(true, 0, 0, 0);
        }
      } catch (NotLiveException.Absent e) {
        return new DeleteResult(created != 0, 0, 0, 0);
      } catch (DamagedHotCopyException e) {
        // What is damaged never becomes whole again: if it is not there any more, it is gone.
        transfer.dropDamaged(deadline);
        return new DeleteResult(true, 0, 0, 0);
      }
    }
    throw tiers.keptChanging(ref, "delete");
  }
}
