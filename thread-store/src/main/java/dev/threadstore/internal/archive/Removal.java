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
    List<String> old = new ArrayList<>();
    int remaining = 0;
    for (ColdObject object : objects(deadline)) {
      OptionalLong number = keys.number(object.key());
      if (number.isPresent()
          && number.getAsLong() < tombstone
          && object.age().compareTo(YOUNG) >= 0) {
        old.add(object.key());
      } else {
        remaining++;
      }
    }
    // The oldest first, so that what a failure leaves behind is still a run of numbers.
    for (int end = old.size(); end > 0; end -= PAGE) {
      calls.delete(old.subList(Math.max(0, end - PAGE), end), deadline);
    }
    return new Count(old.size(), remaining);
  }

  /**
   * Removes every object of the thread; the newest entry last, so that until then the thread stays
   * deleted.
   *
   * @param deadline when to give up
   * @return how many went
   */
  public Count removeAll(Deadline deadline) {
    List<String> entries = new ArrayList<>();
    List<String> doomed = new ArrayList<>();
    for (ColdObject object : objects(deadline)) {
      (keys.number(object.key()).isPresent() ? entries : doomed).add(object.key());
    }
    for (int i = entries.size() - 1; i >= 0; i--) {
      doomed.add(entries.get(i));
    }
    int last = doomed.size() - 1;
    for (int start = 0; start < last; start += PAGE) {
      calls.delete(doomed.subList(start, Math.min(start + PAGE, last)), deadline);
    }
    if (last >= 0) {
      calls.delete(doomed.subList(last, last + 1), deadline);
    }
    return new Count(doomed.size(), 0);
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
