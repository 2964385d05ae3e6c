package dev.threadstore.cold.fs;

import dev.threadstore.cold.ColdKeyRule;
import dev.threadstore.cold.ColdObject;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * One listing: the objects below a prefix and after a key, in the order of their keys, up to a
 * limit.
 *
 * <p>The order of keys is not the order of names in a folder: {@code a-b} and {@code a.b} come
 * before {@code a/b}, and {@code a0} after it. So in a folder of folders, each is compared with the
 * {@code /} that follows it in all keys below it. Then each folder holds one unbroken stretch of
 * the order, and a walk that enters only folders whose stretch matters meets the keys in order.
 *
 * @param now the time by the file system's clock, for the ages
 */
record Listing(Layout layout, String prefix, String after, int limit, Instant now) {

  /** Lists. What comes or goes meanwhile is in the listing or not. */
  List<ColdObject> list() throws IOException {
    // The segments that are whole in the prefix lead straight to one folder in each tree.
    String base = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    List<String> segments =
        base.isEmpty() ? List.of() : List.of(base.substring(0, base.length() - 1).split("/", -1));
    if (!segments.stream().allMatch(ColdKeyRule::isLegalSegment)) {
      return List.of(); // No key starts like this, and no path may be built from it.
    }
    List<ColdObject> found = new ArrayList<>();
    for (int depth : layout.depths()) {
      if (depth > segments.size()) {
        Path folder = layout.tree(depth);
        for (String segment : segments) {
          folder = Layout.child(folder, segment);
        }
        // Each tree may hold the first ones of all.
        List<ColdObject> foundInTree = new ArrayList<>();
        walk(folder, base, depth - segments.size(), foundInTree);
        found.addAll(foundInTree);
      }
    }
    found.sort(Comparator.comparing(ColdObject::key));
    return List.copyOf(found.subList(0, Math.min(limit, found.size())));
  }

  /**
   * Goes through what lies below a folder in key order until the limit is reached.
   *
   * @param start what all keys below the folder start with
   * @param levels how far below it the objects are
   */
  private void walk(Path folder, String start, int levels, List<ColdObject> foundInTree)
      throws IOException {
    // A heap, because a page needs few of many entries in order.
    PriorityQueue<String> starts = new PriorityQueue<>(matching(folder, start, levels));
    while (!starts.isEmpty() && foundInTree.size() < limit) {
      String next = starts.remove();
      if (levels == 1) {
        addIfThere(Layout.child(folder, next.substring(start.length())), next, foundInTree);
      } else {
        String segment = next.substring(start.length(), next.length() - 1);
        walk(Layout.child(folder, segment), next, levels - 1, foundInTree);
      }
    }
  }

  /**
   * The entries of a folder that matter: the keys of objects, or what the keys below start with.
   */
  private Set<String> matching(Path folder, String start, int levels) throws IOException {
    Set<String> matching = new HashSet<>();
    try {
      for (String segment : Layout.segments(folder)) {
        if (levels == 1) {
          String key = start + segment;
          if (key.startsWith(prefix) && key.compareTo(after) > 0) {
            matching.add(key);
          }
        } else {
          String below = start + segment + "/";
          if (below.startsWith(prefix) && (below.compareTo(after) > 0 || after.startsWith(below))) {
            matching.add(below);
          }
        }
      }
    } catch (NoSuchFileException e) {
      // There is nothing below; or the root has gone, for which the caller looks afterwards.
      return Set.of();
    }
    return matching;
  }

  private void addIfThere(Path file, String key, List<ColdObject> foundInTree) throws IOException {
    try {
      FileFacts facts = FileFacts.of(file);
      Duration age = Duration.between(facts.changed(), now);
      foundInTree.add(new ColdObject(key, facts.size(), age.isNegative() ? Duration.ZERO : age));
    } catch (NoSuchFileException e) {
      // Deleted since the folder was read.
    }
  }
}
