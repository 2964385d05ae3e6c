package dev.threadstore.internal.base;

import java.time.Duration;

/** The instant by which a call must have ended, by this process' monotonic clock. Immutable. */
public final class Deadline {
  private final long endNanos;

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  /**
   * A deadline from now on.
   *
   * @param timeout how long from now
   * @return the deadline
   */
  public static Deadline after(Duration timeout) {
    return new Deadline(System.nanoTime() + timeout.toNanos());
  }

  /**
   * What is left.
   *
   * @return nanoseconds, 0 if it has passed
   */
  public long remainingNanos() {
    return Math.max(0, endNanos - System.nanoTime());
  }

  /**
   * Whether nothing is left.
   *
   * @return true if it has passed
   */
  public boolean hasPassed() {
    return remainingNanos() == 0;
  }
}
