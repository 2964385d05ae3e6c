package dev.threadstore.cold.s3;

import dev.threadstore.cold.ColdStoreException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How often something is tried in all, with a growing random pause in between. For what the client
 * does not try again on its own: see {@link S3Calls}, and single keys of a batch.
 */
record Retries(int maxAttempts) {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final int MOST_DOUBLINGS = 5;

  boolean mayFollow(int attempt) {
    return attempt < maxAttempts;
  }

  /**
   * Waits before the next attempt.
   *
   * @throws ColdStoreException if interrupted; the flag is set again
   */
  void pauseAfter(int attempt) {
    long longest = FIRST_PAUSE.toNanos() << Math.min(attempt, MOST_DOUBLINGS);
    try {
      TimeUnit.NANOSECONDS.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ColdStoreException("interrupted: attempt=`" + attempt + "`", e);
    }
  }
}
