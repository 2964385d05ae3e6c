package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.internal.archive.EntryLog.Reading;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.model.CollectResult;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes objects of one thread that nobody needs any more, in an order in which nobody can begin
 * to need one meanwhile: first old entries; then, with the pins listed <em>after</em> that,
 * segments. {@code docs/collection.md} argues why this is safe. Thread-safe.
 *
 * <p>All methods throw {@link StoreUnavailableException} if the cold store fails or the deadline
 * passes: any part may be gone then, and a repetition goes on.
 */
public final class Collector {
  /**
   * Entries younger than this stay, so that no number becomes free while a flush (bounded to one
   * hour) is under way.
   */
  public static final Duration YOUNG = Duration.ofHours(24);

  /** A pin or segment of this age whose snapshot has not come belongs to an attempt that died. */
  static final Duration ABANDONED = Duration.ofDays(7);

  private static final int PAGE = 1000;

  private final ColdKeys keys;
  private final ColdCalls calls;
  private final EntryLog log;
  private final PinReview review;

  Collector(ThreadRef ref, Archive archive, ColdCalls calls) {
    this.keys = new ColdKeys(ref);
    this.calls = calls;
    this.log = archive.log(ref);
    this.review = new PinReview(archive, calls);
  }

  /**
   * Collects what a thread in use no longer needs.
   *
   * @param keep how many intact snapshots of the history stay, at least 1; young ones stay anyway
   * @param dryRun only finds out what would go
   * @param deadline when to give up
   * @return what went, or would go
   */
  public CollectResult collect(int keep, boolean dryRun, Deadline deadline) {
    return collect(oldestKept(keep, deadline), YOUNG, dryRun, deadline);
  }

  /**
   * Collects what a tombstone has made useless.
   *
   * @param number only entries below it
   * @param age only entries of at least that age
   * @param deadline when to give up
   * @return what went
   */
  public CollectResult collectBelow(long number, Duration age, Deadline deadline) {
    return collect(number, age, false, deadline);
  }

  /** The entry below which the rest of the history, and what is none of it, may go. */
  private long oldestKept(int keep, Deadline deadline) {
    long oldest = 0;
    int intact = 0;
    for (long number : log.numbersDownTo(1, deadline)) {
      if (oldest != 0 && number != oldest - 1) {
        break;
      }
      oldest = number;
      Optional<ArchiveEntry> entry =
          log.look(number, deadline).flatMap(Reading::intact).map(StoredEntry::entry);
      if (entry.isPresent() && (entry.get().snapshot().isEmpty() || ++intact == keep)) {
        break;
      }
    }
    return oldest;
  }

  private CollectResult collect(long below, Duration age, boolean dryRun, Deadline deadline) {
    ThreadObjects objects = ThreadObjects.list(keys, calls, deadline);
    List<ColdObject> old = new ArrayList<>();
    List<ColdObject> kept = new ArrayList<>();
    for (ColdObject entry : objects.entries()) {
      boolean goes = number(entry) < below && entry.age().compareTo(age) >= 0;
      (goes ? old : kept).add(entry);
    }
    remove(old, dryRun, deadline);

    List<ColdObject> unpinned = new ArrayList<>();
    List<ColdObject> garbage = new ArrayList<>();
    int pinned = 0;
    Optional<String> damaged = Optional.empty();
    if (!objects.segments().isEmpty() || !objects.pins().isEmpty()) {
      Set<String> needed = new HashSet<>();
      damaged = neededBy(kept, objects.segments(), needed, deadline);
      if (damaged.isEmpty()) {
        List<ColdObject> pins = ThreadObjects.listAll(keys.pins(), calls, deadline);
        for (ColdObject pin : pins) {
          if (!review.isNeeded(pin, deadline)) {
            unpinned.add(pin);
          }
        }
        remove(unpinned, dryRun, deadline);
        pinned = pins.size() - unpinned.size();
        if (pinned == 0) {
          garbage.addAll(garbage(objects, needed));
          remove(garbage, dryRun, deadline);
        }
      }
    }
    List<ColdObject> removed = new ArrayList<>(old);
    removed.addAll(unpinned);
    removed.addAll(garbage);
    return new CollectResult(
        old.size(),
        garbage.size(),
        unpinned.size(),
        removed.stream().mapToLong(ColdObject::size).sum(),
        Math.max(0, objects.count() - removed.size()),
        pinned,
        damaged);
  }

  /**
   * Adds the segments to which entries refer.
   *
   * @return the key of an entry that cannot be read
   */
  private Optional<String> neededBy(
      List<ColdObject> entries, List<ColdObject> all, Set<String> needed, Deadline deadline) {
    for (ColdObject entry : entries) {
      Optional<Reading> look = log.look(number(entry), deadline);
      if (look.isEmpty()) {
        // Another collection has removed it: a later entry may refer to whatever it did.
        all.stream().map(ColdObject::key).forEach(needed::add);
      }
      if (look.isPresent() && look.get().intact().isEmpty()) {
        return Optional.of(entry.key());
      }
      look.flatMap(Reading::intact)
          .flatMap(stored -> stored.entry().snapshot())
          .ifPresent(
              snapshot ->
                  snapshot.segments().refs().stream().map(SegmentRef::key).forEach(needed::add));
    }
    return Optional.empty();
  }

  /**
   * Segments to which nothing refers or will: the entry that could have been the first to do so is
   * there, or its writer is long dead.
   */
  private List<ColdObject> garbage(ThreadObjects objects, Set<String> needed) {
    long newest = objects.entries().isEmpty() ? 0 : number(objects.entries().get(0));
    return objects.segments().stream()
        .filter(segment -> !needed.contains(segment.key()))
        .filter(
            segment ->
                keys.segmentNumber(segment.key()).orElseThrow() <= newest
                    || segment.age().compareTo(ABANDONED) >= 0)
        .toList();
  }

  /** The last of the list first, so that what a failure leaves of entries is a run of numbers. */
  private void remove(List<ColdObject> objects, boolean dryRun, Deadline deadline) {
    List<String> all = objects.stream().map(ColdObject::key).toList();
    for (int end = all.size(); end > 0 && !dryRun; end -= PAGE) {
      calls.delete(all.subList(Math.max(0, end - PAGE), end), deadline);
    }
  }

  private long number(ColdObject entry) {
    return keys.number(entry.key()).orElseThrow();
  }
}
