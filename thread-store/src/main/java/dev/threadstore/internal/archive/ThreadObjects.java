package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.internal.base.Deadline;
import java.util.ArrayList;
import java.util.List;

/**
 * All objects of one thread, as listed at one time.
 *
 * @param entries snapshots and tombstones, the newest first
 * @param segments the thread's own segments
 * @param pins the pins on it
 * @param foreign what is none of these
 */
record ThreadObjects(
    List<ColdObject> entries,
    List<ColdObject> segments,
    List<ColdObject> pins,
    List<ColdObject> foreign) {

  private static final int PAGE = 1000;

  static ThreadObjects list(ColdKeys keys, ColdCalls calls, Deadline deadline) {
    ThreadObjects objects =
        new ThreadObjects(
            new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (ColdObject object : listAll(keys.all(), calls, deadline)) {
      objects.kindOf(keys, object.key()).add(object);
    }
    return objects;
  }

  /** Lists all objects under a prefix, page by page. */
  static List<ColdObject> listAll(String prefix, ColdCalls calls, Deadline deadline) {
    List<ColdObject> all = new ArrayList<>();
    String after = "";
    while (true) {
      List<ColdObject> page = calls.list(prefix, after, PAGE, deadline);
      all.addAll(page);
      if (page.size() < PAGE) {
        return all;
      }
      after = page.get(page.size() - 1).key();
    }
  }

  int count() {
    return entries.size() + segments.size() + pins.size() + foreign.size();
  }

  private List<ColdObject> kindOf(ColdKeys keys, String key) {
    if (keys.number(key).isPresent()) {
      return entries;
    }
    if (keys.segmentNumber(key).isPresent()) {
      return segments;
    }
    return key.startsWith(keys.pins()) ? pins : foreign;
  }
}
