package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.EntryLog.Reading;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.internal.base.Segments;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The segments to which a thread's entries refer, as far as these were read. What is missing or
 * cannot be read is damage. For one use.
 */
final class NeededSegments {
  private final ColdKeys keys;
  private final ColdCalls calls;
  private final EntryLog log;
  private final Set<String> listed;
  private final Deadline deadline;
  private final Set<String> read = new HashSet<>();
  private final Set<String> needed = new HashSet<>();
  private boolean all;
  private @Nullable String damaged;

  /**
   * Begins with none.
   *
   * @param listed the thread's segments; its entries were listed after them
   */
  NeededSegments(
      ColdKeys keys, ColdCalls calls, EntryLog log, List<ColdObject> listed, Deadline deadline) {
    this.keys = keys;
    this.calls = calls;
    this.log = log;
    this.listed = listed.stream().map(ColdObject::key).collect(Collectors.toUnmodifiableSet());
    this.deadline = deadline;
  }

  /** Reads an entry; empty if it is gone, damaged, or misses a segment of the thread's own. */
  Optional<ArchiveEntry> read(ColdObject object) {
    read.add(object.key());
    Optional<Reading> look = log.look(keys.number(object.key()).orElseThrow(), deadline);
    if (look.isEmpty()) {
      // Another collection has removed it: a later entry may refer to whatever it did.
      all = true;
      return Optional.empty();
    }
    Optional<ArchiveEntry> entry = look.get().intact().map(StoredEntry::entry);
    Segments segments =
        entry.flatMap(ArchiveEntry::snapshot).map(Snapshot::segments).orElse(Segments.NONE);
    segments.refs().forEach(segment -> needed.add(segment.key()));
    Optional<String> problem =
        entry.isEmpty() ? Optional.of(object.key()) : missing(segments, object.key());
    if (damaged == null) {
      damaged = problem.orElse(null);
    }
    return problem.isEmpty() ? entry : Optional.empty();
  }

  /** The key of a segment that is gone while an entry that needs it is not. */
  private Optional<String> missing(Segments segments, String entry) {
    return segments.refs().stream()
        .map(SegmentRef::key)
        .filter(key -> key.startsWith(keys.segments()) && !listed.contains(key))
        // It may have come since, or have been collected with the entry.
        .filter(key -> !calls.exists(key, deadline) && calls.exists(entry, deadline))
        .findFirst();
  }

  /** Reads those that were not read yet, up to the first that is damaged. */
  void readRest(List<ColdObject> entries) {
    for (ColdObject entry : entries) {
      if (damaged == null && !read.contains(entry.key())) {
        read(entry);
      }
    }
  }

  boolean include(ColdObject segment) {
    return all || needed.contains(segment.key());
  }

  /**
   * The key of an entry that cannot be read, and may refer to anything, or of a missing segment.
   */
  Optional<String> damaged() {
    return Optional.ofNullable(damaged);
  }
}
