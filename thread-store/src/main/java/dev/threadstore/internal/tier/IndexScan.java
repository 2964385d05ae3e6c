package dev.threadstore.internal.tier;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.ActivityIndex;
import dev.threadstore.internal.hot.ActivityIndex.ScanPart;
import dev.threadstore.internal.hot.HotTier.Scan;
import dev.threadstore.internal.hot.IndexShard;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.ThreadRef;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds hot threads that are in no index: made hot by an older release, or forgotten by a Redis
 * that went back or that somebody has emptied in part. Goes through all keys, a bounded part at a
 * time; of all archivers one makes the next part.
 */
final class IndexScan {
  private static final int KEYS_A_STEP = 1000;
  private static final int STEPS_A_PART = 64;
  private static final Duration LONGEST_PART = Duration.ofSeconds(30);
  private static final Duration LEASE = LONGEST_PART.multipliedBy(2);

  private final Tiers tiers;
  private final ActivityIndex index;
  private final Duration interval;
  private final Closing closing;

  IndexScan(Tiers tiers, Duration interval, Closing closing) {
    this.tiers = tiers;
    this.index = tiers.requireIndex();
    this.interval = interval;
    this.closing = closing;
  }

  /** Makes a part, if one is due; how many threads it found. */
  long run() {
    return index.beginScan(LEASE, tiers.callDeadline()).map(this::run).orElse(0L);
  }

  private long run(ScanPart part) {
    Deadline end = Deadline.after(LONGEST_PART);
    Set<String> namespaces = new HashSet<>();
    String cursor = part.cursor();
    Duration pause = Duration.ZERO;
    long found = 0;
    for (int i = 0; i < STEPS_A_PART && !end.hasPassed() && !closing.hasBegun(); i++) {
      Scan step = scan(cursor);
      found += enter(step.threads(), namespaces);
      cursor = step.next().orElse("");
      if (cursor.isEmpty()) {
        pause = interval;
        break;
      }
    }
    index.endScan(part, cursor, pause, tiers.callDeadline());
    return found;
  }

  private Scan scan(String cursor) {
    try {
      return tiers.hot().scanAll(cursor, KEYS_A_STEP, tiers.callDeadline());
    } catch (InvalidInputException e) {
      // There are fewer masters than there were.
      return tiers.hot().scanAll("", KEYS_A_STEP, tiers.callDeadline());
    }
  }

  private int enter(List<ThreadRef> threads, Set<String> namespaces) {
    Map<IndexShard, List<ThreadRef>> byShard =
        threads.stream().collect(Collectors.groupingBy(IndexShard::of));
    int found = 0;
    for (Map.Entry<IndexShard, List<ThreadRef>> shard : byShard.entrySet()) {
      String namespace = shard.getKey().namespace();
      if (namespaces.add(namespace)) {
        index.enroll(namespace, tiers.callDeadline());
      }
      found += index.adopt(shard.getKey(), shard.getValue(), tiers.callDeadline());
    }
    return found;
  }
}
