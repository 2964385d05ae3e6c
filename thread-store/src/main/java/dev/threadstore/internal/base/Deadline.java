package dev.threadstore.internal.base;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The instant by which a call must have ended, by this process' monotonic clock. That one may stand
 * still while the machine is suspended, so a deadline has also passed when the wall clock is {@link
 * #MOST_SUSPENDED} beyond it: nobody who slept for a day goes on where he was. Immutable.
 */
public final class Deadline {
  /** More than clocks are set by, and less than the ages on which collection rests. */
  static final Duration MOST_SUSPENDED = Duration.ofHours(12);

  private final LongSupplier nanoTime;
  private final InstantSource clock;
  private final long endNanos;
  private final long endMillis;

  private Deadline(Duration timeout, LongSupplier nanoTime, InstantSource clock) {
    this.nanoTime = nanoTime;
    this.clock = clock;
    endNanos = nanoTime.getAsLong() + timeout.toNanos();
    endMillis = clock.millis() + timeout.plus(MOST_SUSPENDED).toMillis();
  }

  /**
   * A deadline from now on.
   *
   * @param timeout how long from now
   * @return the deadline
   */
  public static Deadline after(Duration timeout) {
    return after(timeout, System::nanoTime, InstantSource.system());
  }

  static Deadline after(Duration timeout, LongSupplier nanoTime, InstantSource clock) {
    return new Deadline(timeout, nanoTime, clock);
  }

  /**
   * What is left.
   *
   * @return nanoseconds, 0 if it has passed
   */
  public long remainingNanos() {
    return clock.millis() > endMillis ? 0 : Math.max(0, endNanos - nanoTime.getAsLong());
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
