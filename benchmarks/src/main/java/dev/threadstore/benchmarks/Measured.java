package dev.threadstore.benchmarks;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Times some repetitions of the same work. */
final class Measured {
  private Measured() {}

  /**
   * Runs work and tells the median.
   *
   * @param warmUp how often before it counts
   * @param rounds how often it counts
   * @param before prepares each round, and is not timed
   * @param work what is timed
   * @return the median in milliseconds
   */
  static double medianMillis(int warmUp, int rounds, Callable<?> before, Callable<?> work)
      throws Exception {
    double[] millis = new double[rounds];
    for (int round = -warmUp; round < rounds; round++) {
      before.call();
      long begin = System.nanoTime();
      work.call();
      long taken = System.nanoTime() - begin;
      if (round >= 0) {
        millis[round] = taken / (double) TimeUnit.MILLISECONDS.toNanos(1);
      }
    }
    Arrays.sort(millis);
    return millis[rounds / 2];
  }
}
