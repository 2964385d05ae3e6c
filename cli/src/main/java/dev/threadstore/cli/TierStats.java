package dev.threadstore.cli;

import dev.threadstore.model.ThreadRef;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** What there is in one tier: totals, ages, and the largest threads. Not thread-safe. */
final class TierStats {
  private final int most;
  private final AgeHistogram ages = new AgeHistogram();
  private final PriorityQueue<Large> largest =
      new PriorityQueue<>(Comparator.comparingLong(Large::bytes));
  private long threads;
  private long bytes;

  /**
   * @param most how many of the largest threads to remember
   */
  TierStats(int most) {
    this.most = most;
  }

  /**
   * A thread.
   *
   * @param parts messages of a hot one, objects of an archived one
   */
  record Large(ThreadRef ref, long parts, long bytes, Duration age) {}

  void add(ThreadRef ref, long parts, long size, Duration age) {
    threads++;
    bytes += size;
    ages.add(age);
    largest.add(new Large(ref, parts, size, age));
    if (largest.size() > most) {
      largest.remove();
    }
  }

  long threads() {
    return threads;
  }

  long bytes() {
    return bytes;
  }

  AgeHistogram ages() {
    return ages;
  }

  /** The largest first. */
  List<Large> largest() {
    return largest.stream().sorted(Comparator.comparingLong(Large::bytes).reversed()).toList();
  }
}
