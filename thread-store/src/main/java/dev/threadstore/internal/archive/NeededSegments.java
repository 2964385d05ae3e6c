package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.internal.archive.EntryLog.Reading;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.SegmentRef;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The segments to which a thread's entries refer, as far as they were read. For one use. */
final class NeededSegments {
  private final ColdKeys keys;
  private final EntryLog log;
  private final Deadline deadline;
  private final Set<String> read = new HashSet<>();
  private final Set<String> needed = new HashSet<>();
  private boolean all;
  private @Nullable String damaged;

  NeededSegments(ColdKeys keys, EntryLog log, Deadline deadline) {
    this.keys = keys;
    this.log = log;
    this.deadline = deadline;
  }

  /** Reads an entry; empty if it is gone or damaged. */
  Optional<ArchiveEntry> read(ColdObject object) {
    read.add(object.key());
    Optional<Reading> look = log.look(keys.number(object.key()).orElseThrow(), deadline);
    Optional<ArchiveEntry> entry = look.flatMap(Reading::intact).map(StoredEntry::entry);
    if (look.isEmpty()) {
      // Another collection has removed it: a later entry may refer to whatever it did.
      all = true;
    } else if (entry.isEmpty() && damaged == null) {
      damaged = object.key();
    }
    entry
        .flatMap(ArchiveEntry::snapshot)
        .ifPresent(
            snapshot ->
                snapshot.segments().refs().stream().map(SegmentRef::key).forEach(needed::add));
    return entry;
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

  /** The key of an entry that cannot be read, and may refer to anything. */
  Optional<String> damaged() {
    return Optional.ofNullable(damaged);
  }
}
