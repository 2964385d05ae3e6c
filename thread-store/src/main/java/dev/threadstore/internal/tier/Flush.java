package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.ArchiveEntry;
import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.ArchiveEntry.Tombstone;
import dev.threadstore.internal.archive.EntryLog;
import dev.threadstore.internal.archive.EntryLog.Added;
import dev.threadstore.internal.archive.Glance;
import dev.threadstore.internal.archive.SegmentWriter;
import dev.threadstore.internal.archive.SegmentWriter.Parts;
import dev.threadstore.internal.archive.StoredEntry;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.hot.Head;
import dev.threadstore.internal.hot.HotFlush.Begin;
import dev.threadstore.internal.hot.HotFlush.Commit;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.FlushResult.Outcome;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.ThreadDeletedException;
import dev.threadstore.model.ThreadRef;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Archives the hot copy as the next snapshot of the one that it builds on. Begin (which notes the
 * copy's stamp in Redis), read, create snapshot base+1, commit. Nothing is compared by version or
 * time: a snapshot is this copy's own if its stamp is the copy's, or one at which a flush was
 * begun.
 *
 * <p>Only what stands in no segment yet is read from Redis and uploaded.
 */
final class Flush {
  private final Tiers tiers;
  private final AbandonedWork abandoned;
  private final Borrowing borrowing;

  Flush(Tiers tiers, AbandonedWork abandoned) {
    this.tiers = tiers;
    this.abandoned = abandoned;
    this.borrowing = new Borrowing(tiers);
  }

  FlushResult flush(ThreadRef ref, AfterFlush after, Duration idle, Deadline deadline) {
    if (tiers.archive().isEmpty()) {
      return new FlushResult(Outcome.NO_COLD_STORE, 0, 0, 0);
    }
    long began = System.nanoTime();
    FlushResult result;
    try {
      result = attempt(ref, after, idle, deadline);
    } catch (ArchiveConflictException e) {
      tiers.listeners().tell(listener -> listener.onConflict(ref, e));
      throw e;
    }
    if (hadAnEffect(result, after)) {
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      tiers.listeners().tell(listener -> listener.onFlushed(ref, result, took));
    }
    return result;
  }

  private static boolean hadAnEffect(FlushResult result, AfterFlush after) {
    return switch (result.outcome()) {
      case ARCHIVED, CHANGED_MEANWHILE -> true;
      case ALREADY_ARCHIVED -> after == AfterFlush.RELEASE;
      case NOT_HOT, NOT_IDLE, NO_COLD_STORE -> false;
    };
  }

  private FlushResult attempt(ThreadRef ref, AfterFlush after, Duration idle, Deadline deadline) {
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      try {
        Optional<FlushResult> result = once(ref, after, idle, deadline);
        if (result.isPresent()) {
          return result.get();
        }
      } catch (NotLiveException.Absent e) {
        return new FlushResult(Outcome.NOT_HOT, 0, 0, 0);
      } catch (NotLiveException.Busy e) {
        abandoned.finish(ref, e.phase(), deadline);
      }
    }
    throw tiers.keptChanging(ref, "flush");
  }

  /**
   * Accepts a time that a thread can have been idle for.
   *
   * @throws InvalidInputException if it is negative
   */
  static void requireNotNegative(Duration idle) {
    if (idle.isNegative()) {
      throw new InvalidInputException("idle time is negative: value=`" + idle + "`");
    }
  }

  /** One attempt; empty: the copy has changed under it, begin again. */
  private Optional<FlushResult> once(
      ThreadRef ref, AfterFlush after, Duration idle, Deadline deadline) {
    EntryLog log = tiers.log(ref);
    // Listed while Redis answers; but not for the many threads that are not idle yet.
    Supplier<Glance> listing =
        idle.isZero() ? log.glanceLater(deadline) : () -> log.glance(deadline);
    Begin begin = tiers.flush(ref).begin(idle, deadline);
    if (begin instanceof Begin.NotIdle notIdle) {
      return Optional.of(FlushResult.notIdle(notIdle.base(), notIdle.length(), notIdle.idle()));
    }
    if (begin instanceof Begin.Clean clean) {
      return release(ref, clean, listing.get(), after, deadline);
    }
    Begin.Begun begun = (Begin.Begun) begin;
    Head head = begun.head();
    long base = head.base();
    Glance glance = listing.get();
    if (glance.newest() != base || !glance.hasAll(head.segments())) {
      // It may have been listed before the flush began.
      glance = log.glance(deadline);
    }
    long found = glance.newest();
    if (found == base) {
      // What the archive has lost of the copy's segments is archived anew.
      return archive(ref, begun, glance.present(head.segments()), after, deadline);
    }
    // A purge may take away the tombstone on which a copy builds that was never archived.
    if (found == 0 && head.archivedStamp().isEmpty()) {
      return archive(ref, begun, Segments.NONE, after, deadline);
    }
    if (found != base + 1) {
      return diverged(ref, head, found, deadline);
    }
    Optional<StoredEntry> rival = log.read(found, deadline);
    return rival.isPresent() ? adopt(ref, head, rival.get(), after, deadline) : Optional.empty();
  }

  private Optional<FlushResult> release(
      ThreadRef ref, Begin.Clean clean, Glance listed, AfterFlush after, Deadline deadline) {
    Glance glance = listed;
    if (glance.newest() < clean.base() || !glance.hasAll(clean.segments())) {
      glance = tiers.log(ref).glance(deadline);
    }
    if (glance.newest() < clean.base()) {
      // The archive has lost what this copy believes archived: the copy may be all there is.
      throw new ArchiveConflictException(ref, clean.revision(), clean.base(), glance.newest());
    }
    if (glance.newest() == clean.base() && !glance.hasAll(clean.segments())) {
      // So may it be if it has lost segments.
      forgetSegments(ref, clean.revision(), deadline);
      return Optional.empty();
    }
    if (after == AfterFlush.RELEASE && !tiers.transfer(ref).dropClean(clean.revision(), deadline)) {
      return Optional.empty();
    }
    return Optional.of(new FlushResult(Outcome.ALREADY_ARCHIVED, clean.base(), clean.length(), 0));
  }

  /** Makes a clean copy dirty, so that all of it is archived. */
  private void forgetSegments(ThreadRef ref, Revision clean, Deadline deadline) {
    Head head = tiers.hot(ref).head(deadline);
    if (!head.revision().equals(clean)) {
      return;
    }
    try {
      tiers.transfer(ref).rebase(head, head.base(), head.baseStamp(), deadline);
    } catch (RevisionConflictException e) {
      // Dirty already.
    }
  }

  private Optional<FlushResult> archive(
      ThreadRef ref, Begin.Begun begun, Segments own, AfterFlush after, Deadline deadline) {
    Head head = begun.head();
    Position position =
        new Position(
            ref,
            head.base() + 1,
            tiers.nonces().next(),
            head.base(),
            head.baseStamp(),
            tiers.now());
    Segments kept =
        head.loan() == null
            ? own
            : borrowing.pinned(head.loan(), head.segments(), position, deadline);
    Parts parts;
    try (SegmentWriter writer = tiers.log(ref).segments(position.number(), kept, deadline)) {
      if (!tiers.flush(ref).read(begun, kept.cover(), writer::add, deadline)) {
        return Optional.empty();
      }
      parts = writer.end();
    }
    Snapshot snapshot = new Snapshot(position, head.image(), parts.segments(), parts.inline());
    Added added = tiers.log(ref).add(snapshot, deadline);
    if (added instanceof Added.Rivals rivals) {
      return adopt(ref, head, rivals.rival(), after, deadline);
    }
    long bytes = parts.uploadedBytes() + ((Added.Mine) added).bytes();
    return switch (tiers
        .flush(ref)
        .commit(position.number(), head.revision().stamp(), snapshot.segments(), after, deadline)) {
      case ARCHIVED ->
          Optional.of(new FlushResult(Outcome.ARCHIVED, position.number(), head.length(), bytes));
      case CHANGED ->
          Optional.of(
              new FlushResult(Outcome.CHANGED_MEANWHILE, position.number(), head.length(), bytes));
      case AGAIN -> Optional.empty();
    };
  }

  /**
   * Somebody else's entry stands where this flush would write. It is taken for this copy's own if
   * an earlier flush of this copy has left it, or another one writes beside this.
   */
  private Optional<FlushResult> adopt(
      ThreadRef ref, Head begun, StoredEntry rival, AfterFlush after, Deadline deadline) {
    ArchiveEntry entry = rival.entry();
    // Read after the entry: whoever wrote it has noted its stamp in Redis before.
    Head head = tiers.hot(ref).head(deadline);
    if (head.base() != begun.base()) {
      return Optional.empty();
    }
    long number = entry.position().number();
    if (entry instanceof Tombstone tombstone
        && tombstone.sealedStamp().equals(head.revision().stamp())) {
      try {
        tiers.transfer(ref).drop(head.revision(), deadline);
      } catch (RevisionConflictException e) {
        return Optional.empty();
      }
      throw new ThreadDeletedException(ref);
    }
    if (entry instanceof Snapshot snapshot && head.knows(entry.stamp())) {
      Commit commit =
          tiers.flush(ref).commit(number, entry.stamp(), snapshot.segments(), after, deadline);
      if (commit == Commit.ARCHIVED) {
        return Optional.of(new FlushResult(Outcome.ARCHIVED, number, snapshot.image().length(), 0));
      }
      // It holds an earlier version: what came after is still to be flushed.
      return Optional.empty();
    }
    throw new ArchiveConflictException(ref, head.revision(), head.base(), number);
  }

  /** Neither the archive's newest entry nor the one after it is what the copy builds on. */
  private Optional<FlushResult> diverged(
      ThreadRef ref, Head begun, long newest, Deadline deadline) {
    Head head = tiers.hot(ref).head(deadline);
    if (head.base() != begun.base()) {
      return Optional.empty();
    }
    throw new ArchiveConflictException(ref, head.revision(), head.base(), newest);
  }
}
