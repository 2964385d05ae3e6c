package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.Ring;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.base.Stamps;
import dev.threadstore.internal.base.ThreadImage;
import dev.threadstore.internal.hot.Change;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.internal.hot.HotTransfer.Entry;
import dev.threadstore.internal.hot.HotTransfer.Install;
import dev.threadstore.internal.hot.Installation;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.internal.hot.Staging;
import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.ThreadRef;
import java.util.List;
import java.util.Optional;

/**
 * Puts other content in the place of a thread's: new messages, or those of an older snapshot. All
 * of it is staged before one step makes it visible.
 */
final class Replacement {
  private final Tiers tiers;
  private final Liveness liveness;
  private final AbandonedWork abandoned;

  Replacement(Tiers tiers, Liveness liveness, AbandonedWork abandoned) {
    this.tiers = tiers;
    this.liveness = liveness;
    this.abandoned = abandoned;
  }

  ChangeResult replaceAll(ThreadRef ref, List<MessageRecord> messages, Revision expected) {
    Change change = tiers.change(ref, "replaceAll");
    ChangeResult result = change.made(() -> replaceAll(ref, messages, expected, change));
    tiers.listeners().tell(listener -> listener.onReplaced(ref, result));
    return result;
  }

  private ChangeResult replaceAll(
      ThreadRef ref, List<MessageRecord> messages, Revision expected, Change change) {
    HotTransfer transfer = tiers.transfer(ref);
    Deadline deadline = tiers.transferDeadline();
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      Install install =
          liveness.onLive(
              ref,
              "replaceAll",
              (hot, unused) -> {
                Staging staging = transfer.staging(tiers.nonces().next(), messages.size());
                return staging.add(messages, deadline)
                    ? transfer.install(staging, Installation.replacing(expected, change), deadline)
                    : new Install.Lost();
              });
      if (install instanceof Install.Done done) {
        return new ChangeResult(done.revision(), done.length());
      }
    }
    throw tiers.keptChanging(ref, "replaceAll");
  }

  ChangeResult restore(ThreadRef ref, long number, Revision expected, Deadline deadline) {
    Change change = tiers.change(ref, "restore");
    ChangeResult result = change.made(() -> restore(ref, number, expected, change, deadline));
    tiers.listeners().tell(listener -> listener.onRestored(ref, number, result));
    return result;
  }

  private ChangeResult restore(
      ThreadRef ref, long number, Revision expected, Change change, Deadline deadline) {
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      try {
        Optional<ChangeResult> result = restoreOnce(ref, number, expected, change, deadline);
        if (result.isPresent()) {
          return result.get();
        }
      } catch (NotLiveException.Absent e) {
        // It was released between gate and install: look again.
      } catch (NotLiveException.Busy e) {
        abandoned.finish(ref, e.phase(), deadline);
      } catch (DamagedHotCopyException e) {
        if (!expected.isAny()) {
          throw e;
        }
        // Nothing is dropped for a snapshot that is not there.
        snapshot(ref, number, NewestEntry.findEvenDamaged(tiers.log(ref), deadline), deadline);
        tiers.transfer(ref).dropDamaged(deadline);
      }
    }
    throw tiers.keptChanging(ref, "restore");
  }

  /** One attempt; empty: something has changed under it, look again. */
  private Optional<ChangeResult> restoreOnce(
      ThreadRef ref, long number, Revision expected, Change change, Deadline deadline) {
    HotTransfer transfer = tiers.transfer(ref);
    Entry entry = transfer.gate(tiers.nonces().next(), deadline);
    NewestEntry newest = NewestEntry.findEvenDamaged(tiers.log(ref), deadline);
    if (entry instanceof Entry.Gate) {
      Optional<ChangeResult> done =
          newest.snapshot().flatMap(snapshot -> Ring.find(snapshot.image().ring(), change.nonce()));
      if (done.isPresent()) {
        // The answer was lost, and what was restored has been archived since.
        return done;
      }
    }
    Snapshot snapshot = snapshot(ref, number, newest, deadline);
    ThreadImage image = snapshot.image();
    Staging staging = transfer.staging(tiers.nonces().next(), image.length());
    if (tiers.stage(snapshot, staging, deadline).isEmpty()) {
      return Optional.empty();
    }
    // Of its segments only those are certain to stay to which the newest snapshot refers as well.
    Segments shared =
        newest
            .snapshot()
            .map(latest -> latest.segments().sharedWith(snapshot.segments()))
            .orElse(Segments.NONE);
    Installation installation =
        entry instanceof Entry.Hot hot
            ? Installation.restoring(
                expected, change, image, hot.base(), newest.number(), newest.stamp())
            : intoAbsent(ref, (Entry.Gate) entry, change, image, newest, expected);
    Install install = transfer.install(staging, installation.segments(shared, null), deadline);
    return install instanceof Install.Done done
        ? Optional.of(new ChangeResult(done.revision(), done.length()))
        : Optional.empty();
  }

  private Snapshot snapshot(ThreadRef ref, long number, NewestEntry newest, Deadline deadline) {
    Optional<Snapshot> itself = newest.snapshot();
    if (number == newest.number() && itself.isPresent()) {
      return itself.get();
    }
    return tiers
        .requireArchive()
        .history(ref)
        .snapshot(number, deadline)
        .flatMap(stored -> stored.entry().snapshot())
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "history has no snapshot of that number: thread=`%s` number=`%d`"
                        .formatted(ref, number)));
  }

  private static Installation intoAbsent(
      ThreadRef ref,
      Entry.Gate gate,
      Change change,
      ThreadImage image,
      NewestEntry newest,
      Revision expected) {
    Optional<Revision> found = newest.snapshot().map(snapshot -> snapshot.image().revision());
    if (!expected.isAny()) {
      Revision known =
          found.orElseThrow(
              () ->
                  new InvalidInputException(
                      "the newest snapshot cannot be read, so no revision can be expected of it:"
                          + " thread=`%s`".formatted(ref)));
      if (!expected.equals(known)) {
        throw new RevisionConflictException(ref, expected, known);
      }
    }
    long newestVersion = found.map(Revision::version).orElse(0L);
    long version = Math.max(newestVersion, image.revision().version()) + 1;
    return Installation.fresh(
            gate.pass(),
            change,
            Revision.of(version, Stamps.first(change.nonce())),
            image.lineage(),
            newest.snapshot().map(Snapshot::image).orElse(image).labels(),
            image.state(),
            newest.number(),
            newest.stamp())
        .createdAt(image.created());
  }
}
