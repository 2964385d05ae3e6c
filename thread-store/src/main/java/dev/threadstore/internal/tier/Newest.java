package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.ArchiveEntry;
import dev.threadstore.internal.archive.EntryLog;
import dev.threadstore.internal.archive.Stored;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.Tier;
import dev.threadstore.model.UnreadableSnapshotException;
import java.util.Optional;

/**
 * The newest entry of a thread's archive.
 *
 * @param number its number; 0: there is none
 * @param stored the entry; empty if there is none, or if it cannot be read
 */
record Newest(long number, Optional<Stored> stored) {

  private static final int MOST_ATTEMPTS = 3;

  static final Newest NONE = new Newest(0, Optional.empty());

  /**
   * Looks for it, in one listing and one read.
   *
   * @throws UnreadableSnapshotException if it is damaged
   */
  static Newest find(EntryLog log, Deadline deadline) {
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      long number = log.newest(deadline);
      if (number == 0) {
        return NONE;
      }
      Optional<Stored> stored = log.read(number, deadline);
      // Gone between listing and read: only a purge does that. Look again.
      if (stored.isPresent()) {
        return new Newest(number, stored);
      }
    }
    throw new StoreUnavailableException(
        Tier.ARCHIVED, "cold store lists an object that it cannot read", null);
  }

  /** Looks for it, and takes a damaged one for one of which only the number is known. */
  static Newest findEvenDamaged(EntryLog log, Deadline deadline) {
    long number = log.newest(deadline);
    if (number == 0) {
      return NONE;
    }
    try {
      return new Newest(number, log.read(number, deadline));
    } catch (UnreadableSnapshotException e) {
      return new Newest(number, Optional.empty());
    }
  }

  /**
   * What a hot copy notes of the entry that it builds on; empty if there is none or it is damaged.
   */
  String stamp() {
    return stored.map(s -> s.entry().stamp()).orElse("");
  }

  Optional<ArchiveEntry.Snapshot> snapshot() {
    return stored
        .map(Stored::entry)
        .filter(ArchiveEntry.Snapshot.class::isInstance)
        .map(ArchiveEntry.Snapshot.class::cast);
  }

  Optional<ArchiveEntry.Tombstone> tombstone() {
    return stored
        .map(Stored::entry)
        .filter(ArchiveEntry.Tombstone.class::isInstance)
        .map(ArchiveEntry.Tombstone.class::cast);
  }
}
