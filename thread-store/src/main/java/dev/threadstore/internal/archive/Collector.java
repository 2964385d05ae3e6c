package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.model.CollectResult;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Removes objects of one thread that nobody needs any more, in an order in which nobody can begin
 * to need one meanwhile: first old entries; then, with the pins listed <em>after</em> that,
 * segments. {@code docs/collection.md} argues why this is safe. For one use.
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

  private final ColdKeys keys;
  private final ColdCalls calls;
  private final PinReview review;
  private final ThreadObjects objects;
  private final NeededSegments needed;
  private final Deadline deadline;

  private Collector(
      ColdKeys keys,
      ColdCalls calls,
      PinReview review,
      ThreadObjects objects,
      NeededSegments needed,
      Deadline deadline) {
    this.keys = keys;
    this.calls = calls;
    this.review = review;
    this.objects = objects;
    this.needed = needed;
    this.deadline = deadline;
  }

  /** Lists a thread's objects, to collect some of them. */
  static Collector list(ThreadRef ref, Archive archive, ColdCalls calls, Deadline deadline) {
    ColdKeys keys = new ColdKeys(ref);
    ThreadObjects objects = ThreadObjects.list(keys, calls, deadline);
    NeededSegments needed =
        new NeededSegments(keys, calls, archive.log(ref), objects.segments(), deadline);
    return new Collector(keys, calls, new PinReview(archive, calls), objects, needed, deadline);
  }

  /**
   * Collects what a thread in use no longer needs.
   *
   * @param keep how many intact snapshots of the history stay, at least 1; young ones stay anyway
   * @param dryRun only finds out what would go
   * @return what went, or would go
   */
  public CollectResult collect(int keep, boolean dryRun) {
    return collect(oldestKept(keep), YOUNG, dryRun);
  }

  /**
   * Collects what a tombstone has made useless.
   *
   * @param number only entries below it
   * @param age only entries of at least that age
   * @return what went
   */
  public CollectResult collectBelow(long number, Duration age) {
    return collect(number, age, false);
  }

  /** The entry below which the rest of the history, and what is none of it, may go. */
  private long oldestKept(int keep) {
    long oldest = 0;
    int intact = 0;
    for (ColdObject each : objects.entries()) {
      if (oldest != 0 && number(each) != oldest - 1) {
        break;
      }
      oldest = number(each);
      Optional<ArchiveEntry> entry = needed.read(each);
      if (entry.isPresent() && (entry.get().snapshot().isEmpty() || ++intact == keep)) {
        break;
      }
    }
    return oldest;
  }

  private CollectResult collect(long below, Duration age, boolean dryRun) {
    List<ColdObject> old = new ArrayList<>();
    List<ColdObject> kept = new ArrayList<>();
    for (ColdObject entry : objects.entries()) {
      boolean goes = number(entry) < below && entry.age().compareTo(age) >= 0;
      (goes ? old : kept).add(entry);
    }
    remove(old, dryRun);

    List<ColdObject> unpinned = List.of();
    List<ColdObject> garbage = List.of();
    int pinned = objects.pins().size();
    if (!objects.segments().isEmpty() || !objects.pins().isEmpty()) {
      needed.readRest(kept);
      if (needed.damaged().isEmpty()) {
        List<ColdObject> pins = calls.listAll(keys.pins(), deadline);
        unpinned = pins.stream().filter(pin -> !review.isNeeded(pin, deadline)).toList();
        remove(unpinned, dryRun);
        pinned = pins.size() - unpinned.size();
      }
      if (needed.damaged().isEmpty() && pinned == 0) {
        garbage = garbage();
        remove(garbage, dryRun);
      }
    }
    List<ColdObject> gone = Stream.of(old, unpinned, garbage).flatMap(List::stream).toList();
    return new CollectResult(
        old.size(),
        garbage.size(),
        unpinned.size(),
        gone.stream().mapToLong(ColdObject::size).sum(),
        Math.max(0, objects.count() - gone.size()),
        pinned,
        needed.damaged());
  }

  /**
   * Segments to which nothing refers or will: the entry that could have been the first to do so is
   * there, or its writer is long dead.
   */
  private List<ColdObject> garbage() {
    long newest = objects.entries().isEmpty() ? 0 : number(objects.entries().get(0));
    return objects.segments().stream()
        .filter(segment -> !needed.include(segment))
        .filter(
            segment ->
                keys.segmentName(segment.key()).orElseThrow().number() <= newest
                    || segment.age().compareTo(ABANDONED) >= 0)
        .toList();
  }

  /** The last of the list first, so that what a failure leaves of entries is a run of numbers. */
  private void remove(List<ColdObject> objects, boolean dryRun) {
    List<String> all = objects.stream().map(ColdObject::key).toList();
    for (int end = all.size(); end > 0 && !dryRun; end -= ColdCalls.PAGE) {
      calls.delete(all.subList(Math.max(0, end - ColdCalls.PAGE), end), deadline);
    }
  }

  private long number(ColdObject entry) {
    return keys.number(entry.key()).orElseThrow();
  }
}
