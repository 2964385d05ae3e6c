package dev.threadstore.internal.tier;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Spreads work over time: at most so much a second, without making up for idle times. */
final class Pace {
  private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

  private final int perSecond;
  private final LongSupplier nanoTime;
  private long next;

  Pace(int perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    next = nanoTime.getAsLong();
  }

  /** How long to wait before more is begun. */
  Duration pause() {
    return Duration.ofNanos(Math.max(0, next - nanoTime.getAsLong()));
  }

  /** Notes that so much is begun now. */
  void begin(int count) {
    // By difference, for the clock may overflow.
    next = nanoTime.getAsLong() + pause().toNanos() + count * NANOS_PER_SECOND / perSecond;
  }
}
