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

  static ThreadObjects list(ColdKeys keys, ColdCalls calls, Deadline deadline) {
    ThreadObjects objects =
        new ThreadObjects(
            new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (ColdObject object : calls.listAll(keys.all(), deadline)) {
      objects.kindOf(keys, object.key()).add(object);
    }
    return objects;
  }

  int count() {
    return entries.size() + segments.size() + pins.size() + foreign.size();
  }

  private List<ColdObject> kindOf(ColdKeys keys, String key) {
    if (keys.number(key).isPresent()) {
      return entries;
    }
    if (keys.segmentName(key).isPresent()) {
      return segments;
    }
    return key.startsWith(keys.pins()) ? pins : foreign;
  }
}
