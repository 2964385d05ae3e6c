package dev.threadstore.internal.archive;

import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.EntryLog.Reading;
import dev.threadstore.internal.archive.SegmentStore.Fetched;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.internal.base.Segments;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Looks for the newest snapshot of a thread that is intact with all its segments: the one to which
 * a restore can go back. Each segment is fetched once, however many snapshots share it. For one
 * use.
 */
final class IntactSearch {
  private static final int MOST_LOOKED_BACK = 100;

  private final EntryLog log;
  private final SegmentStore store;
  private final Deadline deadline;
  private final Map<String, Boolean> intact = new HashMap<>();

  IntactSearch(EntryLog log, SegmentStore store, Deadline deadline) {
    this.log = log;
    this.store = store;
    this.deadline = deadline;
  }

  /** Its number; empty if there is none before a gap, a tombstone, or so many others. */
  OptionalLong newestBelow(long damaged) {
    long least = Math.max(1, damaged - MOST_LOOKED_BACK);
    for (long number = damaged - 1; number >= least; number--) {
      Optional<Reading> look = log.look(number, deadline);
      if (look.isEmpty()) {
        return OptionalLong.empty();
      }
      if (look.get() instanceof Reading.Intact read) {
        Optional<Snapshot> snapshot = read.stored().entry().snapshot();
        if (snapshot.isEmpty()) {
          return OptionalLong.empty();
        }
        if (areIntact(snapshot.get().segments())) {
          return OptionalLong.of(number);
        }
      }
    }
    return OptionalLong.empty();
  }

  private boolean areIntact(Segments segments) {
    try (Ahead<Fetched> ahead = new Ahead<>()) {
      for (SegmentRef segment : segments.refs()) {
        if (!intact.containsKey(segment.key())) {
          if (ahead.isFull() && !isIntact(ahead.take())) {
            return false;
          }
          ahead.add(store.fetch(segment, deadline));
        } else if (!intact.get(segment.key())) {
          return false;
        }
      }
      while (!ahead.isEmpty()) {
        if (!isIntact(ahead.take())) {
          return false;
        }
      }
      return true;
    }
  }

  private boolean isIntact(Fetched fetched) {
    boolean isIntact = fetched.problem() == null;
    intact.put(fetched.key(), isIntact);
    return isIntact;
  }
}
