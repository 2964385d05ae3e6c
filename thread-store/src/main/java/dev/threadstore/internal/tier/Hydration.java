package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.EntryLog;
import dev.threadstore.internal.archive.StoredEntry;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.Head;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.internal.hot.HotTransfer.Entry;
import dev.threadstore.internal.hot.HotTransfer.Install;
import dev.threadstore.internal.hot.Installation;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.internal.hot.Staging;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.HydrateResult.Outcome;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadDeletedException;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.UnreadableSnapshotException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Brings an archived thread to Redis. Ask for the gate, <em>then</em> look at the archive, stage,
 * install while the gate still stands: so a hydrate that stalls anywhere cannot put an old snapshot
 * in the place of a newer copy, or of a deletion.
 */
final class Hydration {
  private final Tiers tiers;
  private final AbandonedWork abandoned;

  Hydration(Tiers tiers, AbandonedWork abandoned) {
    this.tiers = tiers;
    this.abandoned = abandoned;
  }

  HydrateResult hydrate(ThreadRef ref, Freshness freshness, Deadline deadline) {
    return tiers.archive().isEmpty()
        ? new HydrateResult(Outcome.NO_COLD_STORE, 0, 0, 0)
        : arrive(ref, freshness, deadline).result();
  }

  /** Hydrates, if need be; the revision that is hot then. */
  Revision arrive(ThreadRef ref, Deadline deadline) {
    return arrive(ref, Freshness.TRUST_HOT, deadline).revision();
  }

  private Arrival arrive(ThreadRef ref, Freshness freshness, Deadline deadline) {
    long began = System.nanoTime();
    Arrival arrival;
    try {
      arrival = attempt(ref, freshness, deadline);
    } catch (ArchiveConflictException e) {
      tiers.listeners().tell(listener -> listener.onConflict(ref, e));
      throw e;
    }
    HydrateResult result = arrival.result();
    if (result.outcome() != Outcome.ALREADY_HOT) {
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      tiers.listeners().tell(listener -> listener.onHydrated(ref, result, took));
    }
    return arrival;
  }

  private Arrival attempt(ThreadRef ref, Freshness freshness, Deadline deadline) {
    HotTransfer transfer = tiers.transfer(ref);
    Outcome done = Outcome.HYDRATED;
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      try {
        Entry entry = transfer.gate(tiers.nonces().next(), deadline);
        if (entry instanceof Entry.Hot hot) {
          Standing standing =
              freshness == Freshness.CHECK ? compare(ref, deadline) : Standing.CURRENT;
          if (standing == Standing.CURRENT) {
            return new Arrival(
                new HydrateResult(Outcome.ALREADY_HOT, hot.base(), hot.length(), 0),
                hot.revision());
          }
          done = standing == Standing.DROPPED ? Outcome.REFRESHED : done;
          continue;
        }
        Optional<Arrival> arrived = install(ref, (Entry.Gate) entry, done, deadline);
        if (arrived.isPresent()) {
          return arrived.get();
        }
      } catch (NotLiveException.Absent e) {
        // It went between two steps: the gate will tell.
      } catch (NotLiveException.Busy e) {
        abandoned.finish(ref, e.phase(), deadline);
      } catch (OutcomeUnknownException e) {
        if (deadline.hasPassed()) {
          throw e;
        }
        // The install may have worked: the gate will tell.
      }
    }
    throw tiers.keptChanging(ref, "hydrate");
  }

  /** Installs the newest snapshot; empty if the gate or the staging was lost on the way. */
  private Optional<Arrival> install(
      ThreadRef ref, Entry.Gate gate, Outcome outcome, Deadline deadline) {
    NewestEntry newest = NewestEntry.find(tiers.log(ref), deadline);
    if (newest.tombstone().isPresent()) {
      throw new ThreadDeletedException(ref);
    }
    Snapshot snapshot = newest.snapshot().orElseThrow(() -> new ThreadNotFoundException(ref));
    Staging staging = tiers.transfer(ref).staging(tiers.nonces().next(), snapshot.image().length());
    OptionalLong segmentBytes;
    try {
      segmentBytes = tiers.stage(snapshot, staging, deadline);
    } catch (UnreadableSnapshotException e) {
      if (tiers.log(ref).newest(deadline) == newest.number()) {
        throw e;
      }
      // No longer the newest, so its segments may have been collected.
      return Optional.empty();
    }
    if (segmentBytes.isEmpty()) {
      return Optional.empty();
    }
    Installation installation =
        Installation.hydrated(gate.pass(), snapshot.image(), newest.number(), tiers.nonces().next())
            .segments(snapshot.segments(), null);
    Install install = tiers.transfer(ref).install(staging, installation, deadline);
    if (!(install instanceof Install.Done)) {
      return Optional.empty();
    }
    long bytes = newest.stored().orElseThrow().bytes() + segmentBytes.getAsLong();
    return Optional.of(
        new Arrival(
            new HydrateResult(outcome, newest.number(), snapshot.image().length(), bytes),
            snapshot.image().revision()));
  }

  /** What came of a hydrate: what is reported, and the revision that is hot. */
  private record Arrival(HydrateResult result, Revision revision) {}

  /** How a hot copy stands to the archive. */
  private enum Standing {
    CURRENT,
    /** It was behind, had no changes of its own, and is gone now. */
    DROPPED,
    /** It was changed or flushed while it was looked at. */
    CHANGED
  }

  /**
   * Compares the hot copy with the archive.
   *
   * @throws ArchiveConflictException if it has changes and the archive has moved on
   */
  private Standing compare(ThreadRef ref, Deadline deadline) {
    EntryLog log = tiers.log(ref);
    long newest = log.newest(deadline);
    Head head = tiers.hot(ref).head(deadline);
    if (newest == head.base()) {
      return Standing.CURRENT;
    }
    // The head was read after the listing, so its base may be newer: list again.
    newest = log.newest(deadline);
    if (newest == head.base()) {
      return Standing.CURRENT;
    }
    if (head.isClean() && newest > head.base()) {
      return tiers.transfer(ref).dropClean(head.revision(), deadline)
          ? Standing.DROPPED
          : Standing.CHANGED;
    }
    Optional<StoredEntry> next =
        newest == head.base() + 1 ? log.read(newest, deadline) : Optional.empty();
    // Read after the entry: whoever wrote it has noted its stamp in Redis before.
    Head now = tiers.hot(ref).head(deadline);
    if (now.base() != head.base()) {
      return Standing.CHANGED;
    }
    if (next.isPresent() && now.knows(next.get().entry().stamp())) {
      return Standing.CURRENT;
    }
    throw new ArchiveConflictException(ref, now.revision(), now.base(), newest);
  }
}
