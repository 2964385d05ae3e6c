package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.EntryLog;
import dev.threadstore.internal.archive.EntryLog.Reading;
import dev.threadstore.internal.archive.Glance;
import dev.threadstore.internal.archive.Pins.Pin;
import dev.threadstore.internal.archive.StoredEntry;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Loan;
import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadDeletedException;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import java.util.List;
import java.util.Optional;

/**
 * Lets a fork's snapshot refer to segments of the thread that it was forked from. The lender is
 * pinned <em>before</em> anybody looks whether its snapshot is there: so nothing that was seen is
 * collected afterwards.
 */
final class Borrowing {
  private final Tiers tiers;

  Borrowing(Tiers tiers) {
    this.tiers = tiers;
  }

  /**
   * The segments of a loan, pinned.
   *
   * @param loan the snapshot that refers to them
   * @param wanted the segments of it that are wanted
   * @param borrower the snapshot that is to refer to them
   * @return those that may be used: none if the lender's snapshot is no longer there
   */
  Segments pinned(Loan loan, Segments wanted, Position borrower, Deadline deadline) {
    try (Pin pin = pin(loan.lender(), borrower, deadline)) {
      Segments usable =
          tiers
              .log(loan.lender())
              .look(loan.number(), deadline)
              .flatMap(Reading::intact)
              .map(StoredEntry::entry)
              .filter(entry -> entry.stamp().equals(loan.stamp()))
              .flatMap(entry -> entry.snapshot())
              .map(snapshot -> snapshot.segments().sharedWith(wanted))
              .orElse(Segments.NONE);
      return usable.refs().isEmpty()
          ? Segments.NONE
          : new Segments(usable.refs(), List.of(pin.keep()));
    }
  }

  /**
   * The newest snapshot of a thread, pinned if it refers to segments.
   *
   * @param lender the thread
   * @param glance a first look at it
   * @param borrower the snapshot that is to refer to its segments
   * @return the snapshot, with that pin instead of those that the lender relies on itself
   */
  Snapshot pinnedNewest(ThreadRef lender, Glance glance, Position borrower, Deadline deadline) {
    EntryLog log = tiers.log(lender);
    long number = glance.newest();
    boolean pinned = glance.hasSegments();
    for (int attempt = 1; attempt <= NewestEntry.MOST_ATTEMPTS; attempt++) {
      if (number == 0) {
        throw new ThreadNotFoundException(lender);
      }
      try (Pin pin = pinned ? pin(lender, borrower, deadline) : Pin.NONE) {
        Optional<StoredEntry> stored = log.read(number, deadline);
        if (stored.isEmpty()) {
          // Collected since it was listed.
          number = log.newest(deadline);
          continue;
        }
        Snapshot snapshot =
            stored.get().entry().snapshot().orElseThrow(() -> new ThreadDeletedException(lender));
        List<SegmentRef> refs = snapshot.segments().refs();
        if (refs.isEmpty()) {
          return snapshot;
        }
        if (pinned) {
          return new Snapshot(
              snapshot.position(),
              snapshot.image(),
              new Segments(refs, List.of(pin.keep())),
              snapshot.inline());
        }
        // All its segments are other threads': to be read again, pinned.
        pinned = true;
      }
    }
    throw new StoreUnavailableException(
        Tier.ARCHIVED, "cold store lists an object that it cannot read", null);
  }

  private Pin pin(ThreadRef lender, Position borrower, Deadline deadline) {
    return tiers.requireArchive().pins(lender).add(borrower.ref(), borrower.number(), deadline);
  }
}
