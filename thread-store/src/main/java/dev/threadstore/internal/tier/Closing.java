package dev.threadstore.internal.tier;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether something is being closed. Thread-safe. */
final class Closing {
  private final CountDownLatch begun = new CountDownLatch(1);

  void begin() {
    begun.countDown();
  }

  boolean hasBegun() {
    return begun.getCount() == 0;
  }

  /** Waits, but not longer than until it begins; whether it has begun. */
  boolean await(Duration duration) {
    try {
      return begun.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return hasBegun();
    }
  }
}
