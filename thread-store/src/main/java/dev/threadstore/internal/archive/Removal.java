package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.model.ThreadRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Removes the objects of a deleted thread. */
public final class Removal {
  /**
   * Entries younger than this are never removed, so that no number becomes free while a flush
   * (bounded to one hour) is under way.
   */
  private static final Duration YOUNG = Duration.ofHours(24);

  private static final int PAGE = 1000;

  private final ColdKeys keys;
  private final ColdCalls calls;

  Removal(ThreadRef ref, ColdCalls calls) {
    this.keys = new ColdKeys(ref);
    this.calls = calls;
  }

  /**
   * How many objects went and how many stayed.
   *
   * @param removed the number of objects removed
   * @param remaining the number of objects still there
   */
  public record Count(int removed, int remaining) {}

  /**
   * Removes entries below a tombstone that are at least 24 hours old by the store's clock.
   *
   * @param tombstone the tombstone's number, which stays
   * @param deadline when to give up
   * @return how many went and stayed
   */
  public Count removeOld(long tombstone, Deadline deadline) {
    List<ColdObject> objects = objects(deadline);
    int removed = remove(below(objects, tombstone, YOUNG), deadline);
    return new Count(removed, objects.size() - removed);
  }

  /**
   * Removes all entries below a tombstone.
   *
   * @param tombstone the tombstone's number, which stays
   * @param deadline when to give up
   * @return how many went
   */
  public int removeBelow(long tombstone, Deadline deadline) {
    return remove(below(objects(deadline), tombstone, Duration.ZERO), deadline);
  }

  /**
   * Removes one entry.
   *
   * @param number its number
   * @param deadline when to give up
   * @return how many went: 1
   */
  public int removeOnly(long number, Deadline deadline) {
    return remove(List.of(keys.entry(number)), deadline);
  }

  private List<String> below(List<ColdObject> objects, long tombstone, Duration minimumAge) {
    List<String> found = new ArrayList<>();
    for (ColdObject object : objects) {
      OptionalLong number = keys.number(object.key());
      if (number.isPresent()
          && number.getAsLong() < tombstone
          && object.age().compareTo(minimumAge) >= 0) {
        found.add(object.key());
      }
    }
    return found;
  }

  /** The oldest first, so that what a failure leaves behind is still a run of numbers. */
  private int remove(List<String> newestFirst, Deadline deadline) {
    for (int end = newestFirst.size(); end > 0; end -= PAGE) {
      calls.delete(newestFirst.subList(Math.max(0, end - PAGE), end), deadline);
    }
    return newestFirst.size();
  }

  private List<ColdObject> objects(Deadline deadline) {
    List<ColdObject> all = new ArrayList<>();
    String after = "";
    while (true) {
      List<ColdObject> page = calls.list(keys.all(), after, PAGE, deadline);
      all.addAll(page);
      if (page.size() < PAGE) {
        return all;
      }
      after = page.get(page.size() - 1).key();
    }
  }
}
