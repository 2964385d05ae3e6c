package dev.threadstore.internal.archive;

import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.ArchiveEntry.Tombstone;
import dev.threadstore.internal.archive.EntryLog.Reading;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.model.Revision;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.SnapshotInfo.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are a thread's history: the run of consecutive numbers from the newest down, to a
 * tombstone at most, in which no readable entry names another previous than the one found. Anything
 * else is a stray.
 */
public final class History {
  private final EntryLog log;

  History(EntryLog log) {
    this.log = log;
  }

  /**
   * Describes the newest entries. Reads each of them.
   *
   * @param limit at most so many
   * @param deadline when to give up
   * @return the entries, newest first
   */
  public List<SnapshotInfo> describe(int limit, Deadline deadline) {
    List<Described> run = run(log.numbers(limit, deadline), deadline);
    if (run.stream().allMatch(each -> each.segments().refs().isEmpty())) {
      return run.stream().map(Described::info).toList();
    }
    Glance glance = log.glance(deadline);
    return run.stream().map(each -> each.seen(glance)).toList();
  }

  /**
   * An entry of the history.
   *
   * @param segments those to which it refers
   */
  private record Described(SnapshotInfo info, Segments segments) {

    /** Says what is missing. */
    SnapshotInfo seen(Glance glance) {
      return glance
          .missing(segments)
          .map(segment -> info.withProblem("segment is missing: " + segment.key()))
          .orElse(info);
    }
  }

  /** Those of the newest entries that belong together. */
  private List<Described> run(List<Long> numbers, Deadline deadline) {
    List<Described> run = new ArrayList<>();
    long expected = -1;
    ArchiveEntry newer = null;
    for (long number : numbers) {
      Optional<Reading> look = log.look(number, deadline);
      boolean consecutive = expected == -1 || number == expected;
      if (look.isEmpty() || !consecutive || !follows(newer, look.get())) {
        break;
      }
      run.add(new Described(describe(number, look.get()), segments(look.get())));
      newer = look.get() instanceof Reading.Intact intact ? intact.stored().entry() : null;
      if (newer instanceof Tombstone) {
        break;
      }
      expected = number - 1;
    }
    return run;
  }

  /**
   * Reads a snapshot of the history.
   *
   * @param number its number
   * @param deadline when to give up
   * @return the snapshot, or empty if the history has no snapshot of that number
   */
  public Optional<StoredEntry> snapshot(long number, Deadline deadline) {
    boolean belongs =
        run(log.numbersDownTo(number, deadline), deadline).stream()
            .map(Described::info)
            .anyMatch(info -> info.number() == number && info.kind() != Kind.TOMBSTONE);
    return belongs ? log.read(number, deadline) : Optional.empty();
  }

  private static boolean follows(@Nullable ArchiveEntry newer, Reading found) {
    if (newer == null || !(found instanceof Reading.Intact intact)) {
      return true;
    }
    ArchiveEntry entry = intact.stored().entry();
    String named = newer.position().previousStamp();
    return newer.position().previous() == entry.position().number()
        && (named.isEmpty() || named.equals(entry.stamp()));
  }

  private static Segments segments(Reading look) {
    return look.intact()
        .flatMap(stored -> stored.entry().snapshot())
        .map(Snapshot::segments)
        .orElse(Segments.NONE);
  }

  private static SnapshotInfo describe(long number, Reading look) {
    if (look instanceof Reading.Damaged damaged) {
      return new SnapshotInfo(
          number,
          Kind.DAMAGED,
          Optional.empty(),
          0,
          damaged.bytes(),
          Optional.empty(),
          Optional.of(damaged.problem()));
    }
    StoredEntry stored = ((Reading.Intact) look).stored();
    Optional<Instant> archived =
        Optional.of(Instant.ofEpochMilli(stored.entry().position().archived()));
    if (stored.entry() instanceof Snapshot snapshot) {
      return new SnapshotInfo(
          number,
          Kind.SNAPSHOT,
          Optional.of(snapshot.image().revision()),
          snapshot.image().length(),
          stored.bytes(),
          archived,
          Optional.empty());
    }
    Tombstone tombstone = (Tombstone) stored.entry();
    return new SnapshotInfo(
        number,
        Kind.TOMBSTONE,
        tombstone.sealedStamp().isEmpty()
            ? Optional.empty()
            : Optional.of(Revision.of(tombstone.sealedVersion(), tombstone.sealedStamp())),
        0,
        stored.bytes(),
        archived,
        Optional.empty());
  }
}
