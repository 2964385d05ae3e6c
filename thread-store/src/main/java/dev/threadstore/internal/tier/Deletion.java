package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Tombstone;
import dev.threadstore.internal.archive.Collector;
import dev.threadstore.internal.archive.EntryLog;
import dev.threadstore.internal.archive.EntryLog.Added;
import dev.threadstore.internal.archive.EntryLog.Reading;
import dev.threadstore.internal.archive.StoredEntry;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.Change;
import dev.threadstore.internal.hot.Head;
import dev.threadstore.internal.hot.HotPhases;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.internal.hot.HotTransfer.Entry;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.internal.hot.Phase;
import dev.threadstore.model.CollectResult;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.DeleteResult;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.UnreadableSnapshotException;
import java.util.Optional;

/**
 * Deletes a thread in both tiers. Seal it in Redis, put a tombstone on top of its history, remove
 * the keys. The seal keeps changes out while the tombstone is written; the tombstone keeps out
 * whatever comes late. Whoever meets the seal completes the deletion.
 *
 * <p>The tombstone's number is noted in the seal before it is written, and its writer token is the
 * seal's. So one who completes the deletion very late (the seal may have come back with an older
 * Redis) finds that it has been done, and does not bury a thread created afresh since; and one
 * whose seal is gone knows by the tombstone whether the deletion was completed or Redis went back.
 */
final class Deletion {
  /** In the place of a tombstone's number. */
  private static final long NOTHING_TO_BURY = -1;

  private final Tiers tiers;
  private final ForkFence forkFence;

  Deletion(Tiers tiers, ForkFence forkFence) {
    this.tiers = tiers;
    this.forkFence = forkFence;
  }

  DeleteResult delete(ThreadRef ref, Deadline deadline) {
    DeleteResult result =
        tiers.archive().isEmpty() ? deleteHot(ref, deadline) : deleteInBoth(ref, deadline);
    if (result.existed()) {
      tell(ref, result);
    }
    return result;
  }

  /** Completes what somebody else has begun. */
  void completeAbandoned(ThreadRef ref, Phase sealed, Deadline deadline) {
    complete(ref, sealed, deadline).ifPresent(result -> tell(ref, result));
  }

  private void tell(ThreadRef ref, DeleteResult result) {
    tiers.listeners().tell(listener -> listener.onDeleted(ref, result));
  }

  private DeleteResult deleteInBoth(ThreadRef ref, Deadline deadline) {
    boolean sealed = false;
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      Optional<DeleteResult> result;
      try {
        Attempt made = attempt(ref, sealed, deadline);
        sealed |= made.sealed();
        result = made.result();
      } catch (NotLiveException.Busy e) {
        result = Optional.empty();
        if (e.phase().isDeletion()) {
          result = complete(ref, e.phase(), deadline);
        } else {
          forkFence.clear(ref, e.phase(), deadline);
        }
      }
      if (result.isPresent()) {
        return result.get();
      }
    }
    throw tiers.keptChanging(ref, "delete");
  }

  /**
   * What came of an attempt.
   *
   * @param sealed whether it sealed a hot copy
   * @param result empty: what is there has changed since it was looked at
   */
  private record Attempt(boolean sealed, Optional<DeleteResult> result) {}

  /**
   * Tries once.
   *
   * @param sealed whether an earlier attempt has sealed a hot copy: then there was a thread, even
   *     if somebody else has buried it since
   */
  private Attempt attempt(ThreadRef ref, boolean sealed, Deadline deadline) {
    Head head;
    try {
      head = tiers.hot(ref).head(deadline);
    } catch (DamagedHotCopyException e) {
      return sealAndComplete(ref, "d", tiers.log(ref).newest(deadline), deadline);
    } catch (NotLiveException.Absent e) {
      return deleteArchived(ref, sealed, deadline);
    }
    return sealAndComplete(ref, "e" + head.epoch(), head.base(), deadline);
  }

  private Attempt deleteArchived(ThreadRef ref, boolean existed, Deadline deadline) {
    if (!(tiers.transfer(ref).gate(tiers.nonces().next(), deadline) instanceof Entry.Gate gate)) {
      return new Attempt(false, Optional.empty());
    }
    NewestEntry newest = NewestEntry.findEvenDamaged(tiers.log(ref), deadline);
    return newest.number() == 0 || newest.tombstone().isPresent()
        ? new Attempt(false, Optional.of(removeOldEntries(ref, existed, newest.number(), deadline)))
        : sealAndComplete(ref, "g" + gate.pass(), newest.number(), deadline);
  }

  /**
   * Seals what is meant and completes the deletion.
   *
   * @param condition holds only for what is meant, as {@code seal.lua} reads it: for no other
   *     thread that is created under the id while this goes on
   * @param newest the number that the archive had reached at least
   */
  private Attempt sealAndComplete(ThreadRef ref, String condition, long newest, Deadline deadline) {
    String token = tiers.nonces().next();
    Optional<Phase> sealed = tiers.phases(ref).seal(token, condition, newest + 1, deadline);
    Optional<DeleteResult> deleted =
        sealed.isPresent()
            ? complete(ref, sealed.get(), deadline)
            // It had been sealed, if the answer was lost and somebody has completed the deletion.
            : completedByAnother(ref, token, newest + 1, deadline);
    if (deleted.isEmpty()) {
      requireReadable(ref, newest + 1, deadline);
    }
    boolean wasHot = sealed.filter(phase -> !phase.sealed().stamp().isEmpty()).isPresent();
    return new Attempt(wasHot, deleted);
  }

  /**
   * No tombstone of the deletion was found: then there is none, if every entry can be read that may
   * be it. Else a second attempt could take a thread created afresh on top of it.
   *
   * @throws OutcomeUnknownException if one cannot
   */
  private void requireReadable(ThreadRef ref, long from, Deadline deadline) {
    EntryLog log = tiers.log(ref);
    long newest = log.newest(deadline);
    try {
      for (long number = from; number <= newest; number++) {
        log.read(number, deadline);
      }
    } catch (UnreadableSnapshotException e) {
      throw new OutcomeUnknownException(ref, "delete", e);
    }
  }

  /**
   * Completes a deletion from the seal on.
   *
   * @return what was deleted; empty if nothing was, or what was is back: the seal only held the
   *     place, came back with an old Redis, or went with one
   */
  private Optional<DeleteResult> complete(ThreadRef ref, Phase sealed, Deadline deadline) {
    HotPhases phases = tiers.phases(ref);
    if (sealed.aim() == 0) {
      phases.finish(sealed, deadline);
      return Optional.empty();
    }
    Phase phase = sealed;
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      long tombstone = bury(ref, phase, deadline);
      if (tombstone == NOTHING_TO_BURY) {
        phases.finish(phase, deadline);
        return Optional.empty();
      }
      if (tombstone != 0) {
        if (!phases.finish(phase, deadline)
            && copyIsBack(ref, phase.token(), tombstone, deadline)) {
          return Optional.empty();
        }
        return Optional.of(removeOldEntries(ref, true, tombstone, deadline));
      }
      Optional<Phase> now = phases.current(deadline);
      if (now.isEmpty() || !now.get().continues(phase)) {
        return completedByAnother(ref, phase.token(), sealed.aim(), deadline);
      }
      phase = now.get();
    }
    throw tiers.keptChanging(ref, "delete");
  }

  /**
   * What somebody else has completed; empty: there is no tombstone of this deletion, or what it
   * buried is back.
   */
  private Optional<DeleteResult> completedByAnother(
      ThreadRef ref, String token, long from, Deadline deadline) {
    EntryLog log = tiers.log(ref);
    long tombstone = findTombstone(log, token, from, log.newest(deadline), deadline);
    return tombstone == 0 || copyIsBack(ref, token, tombstone, deadline)
        ? Optional.empty()
        : Optional.of(new DeleteResult(true, tombstone, 0, 0));
  }

  /**
   * Whether the seal of a deletion is gone because Redis went back to a copy that is older than the
   * tombstone. (One created afresh builds on it, or on nothing after a purge.)
   */
  private boolean copyIsBack(ThreadRef ref, String token, long tombstone, Deadline deadline) {
    try {
      if (tiers.hot(ref).head(deadline).base() >= tombstone) {
        return false;
      }
    } catch (NotLiveException e) {
      return false;
    }
    // Looked for after the copy: if it is there now, the copy was not created after a purge of it.
    return findTombstone(tiers.log(ref), token, tombstone, tombstone, deadline) != 0;
  }

  private DeleteResult removeOldEntries(
      ThreadRef ref, boolean existed, long tombstone, Deadline deadline) {
    CollectResult collected =
        tiers.requireArchive().collector(ref, deadline).collectBelow(tombstone, Collector.YOUNG);
    return new DeleteResult(existed, tombstone, collected.removed(), collected.remaining());
  }

  /**
   * Puts the tombstone on top of the history, at the number that is noted for it, unless it stands
   * already.
   *
   * @return its number; 0: somebody else has an entry there, and another number is noted; {@link
   *     #NOTHING_TO_BURY}: what was sealed has long been deleted
   */
  private long bury(ThreadRef ref, Phase phase, Deadline deadline) {
    EntryLog log = tiers.log(ref);
    long newest = log.newest(deadline);
    long own = findTombstone(log, phase.token(), phase.aim(), newest, deadline);
    if (own != 0) {
      return own;
    }
    if (newest > phase.aim() && log.look(phase.aim(), deadline).isEmpty()) {
      // Collected since. It may have been this deletion's tombstone, with a thread created on top.
      return NOTHING_TO_BURY;
    }
    if (newest >= phase.aim()) {
      tiers.phases(ref).aim(phase, newest + 1, deadline);
      return 0;
    }
    Position position = new Position(ref, phase.aim(), phase.token(), newest, "", tiers.now());
    Tombstone tombstone = new Tombstone(position, phase.sealed().version(), phase.sealed().stamp());
    return log.add(tombstone, deadline) instanceof Added.Mine ? phase.aim() : 0;
  }

  /** The number of a deletion's tombstone if it is there already, else 0. */
  private static long findTombstone(
      EntryLog log, String token, long from, long to, Deadline deadline) {
    for (long number = from; number <= to; number++) {
      // A damaged one is not a tombstone of ours as far as anybody can tell.
      Optional<StoredEntry> found = log.look(number, deadline).flatMap(Reading::intact);
      if (found.isPresent() && found.get().entry().position().writer().equals(token)) {
        return number;
      }
    }
    return 0;
  }

  private DeleteResult deleteHot(ThreadRef ref, Deadline deadline) {
    Change change = tiers.change(ref, "delete");
    return change.made(() -> deleteHot(ref, change, deadline));
  }

  private DeleteResult deleteHot(ThreadRef ref, Change change, Deadline deadline) {
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
        if (transfer.dropInEpoch(head.epoch(), change, deadline)) {
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
