package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.ArchiveEntry;
import dev.threadstore.internal.archive.EntryLog;
import dev.threadstore.internal.archive.EntryLog.Reading;
import dev.threadstore.internal.archive.StoredEntry;
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
record NewestEntry(long number, Optional<StoredEntry> stored) {

  /** How often a number is listed that is gone when it is read. */
  static final int MOST_ATTEMPTS = 3;

  static final NewestEntry NONE = new NewestEntry(0, Optional.empty());

  /**
   * Looks for it, in one listing and one read.
   *
   * @throws UnreadableSnapshotException if it is damaged
   */
  static NewestEntry find(EntryLog log, Deadline deadline) {
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      long number = log.newest(deadline);
      if (number == 0) {
        return NONE;
      }
      Optional<StoredEntry> stored = log.read(number, deadline);
      // Gone between listing and read: only a purge does that. Reading again.
      if (stored.isPresent()) {
        return new NewestEntry(number, stored);
      }
    }
    throw new StoreUnavailableException(
        Tier.ARCHIVED, "cold store lists an object that it cannot read", null);
  }

  /** Looks for it, and takes a damaged one for one of which only the number is known. */
  static NewestEntry findEvenDamaged(EntryLog log, Deadline deadline) {
    long number = log.newest(deadline);
    if (number == 0) {
      return NONE;
    }
    return new NewestEntry(number, log.look(number, deadline).flatMap(Reading::intact));
  }

  /**
   * What a hot copy notes of the entry that it builds on; empty if there is none or it is damaged.
   */
  String stamp() {
    return stored.map(s -> s.entry().stamp()).orElse("");
  }

  Optional<ArchiveEntry.Snapshot> snapshot() {
    return stored.map(StoredEntry::entry).flatMap(ArchiveEntry::snapshot);
  }

  Optional<ArchiveEntry.Tombstone> tombstone() {
    return stored
        .map(StoredEntry::entry)
        .filter(ArchiveEntry.Tombstone.class::isInstance)
        .map(ArchiveEntry.Tombstone.class::cast);
  }
}
