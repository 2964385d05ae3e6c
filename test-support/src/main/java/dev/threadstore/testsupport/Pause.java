package dev.threadstore.testsupport;

import dev.threadstore.cold.ColdStoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A place in a {@link FaultInjectingColdStore} where calls wait until a test lets them go. Thread-
 * safe.
 */
public final class Pause {
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  Pause() {}

  /**
   * Waits until a call waits here, or has waited.
   *
   * @param atMost how long
   * @throws AssertionError if none came in time, or the thread was interrupted (its flag is set
   *     again)
   */
  public void awaitReached(Duration atMost) {
    try {
      if (!reached.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError("no call reached the pause: waited=`" + atMost + "`");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a call to reach the pause", e);
    }
  }

  /** Lets all calls go that wait here or come later. Can be repeated. */
  public void release() {
    released.countDown();
  }

  /** What a call does here. */
  void hold(ColdCall call) {
    reached.countDown();
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ColdStoreException("interrupted in a planned pause: " + call, e);
    }
  }
}
