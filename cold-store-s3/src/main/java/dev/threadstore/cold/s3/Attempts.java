package dev.threadstore.cold.s3;

import dev.threadstore.cold.ColdStoreException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * What one call of the SPI may try again, with a growing random pause in between. However many
 * requests it makes, and each of them attempts, all share one end.
 *
 * @param most how often each request is tried
 * @param endNanos after this {@link System#nanoTime} none begins
 */
record Attempts(int most, long endNanos) {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int MOST_DOUBLINGS = 5;

  /** Whether there is another attempt after so many, and time for the pause before it. */
  boolean mayFollow(int attempt) {
    return attempt < most && System.nanoTime() + longestPause(attempt) - endNanos < 0;
  }

  /**
   * Waits before the next attempt.
   *
   * @throws ColdStoreException if interrupted; the flag is set again
   */
  void pauseAfter(int attempt) {
    long longest = longestPause(attempt);
    try {
      TimeUnit.NANOSECONDS.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ColdStoreException("interrupted: attempt=`" + attempt + "`", e);
    }
  }

  private static long longestPause(int attempt) {
    return FIRST_PAUSE_NANOS << Math.min(attempt, MOST_DOUBLINGS);
  }
}
