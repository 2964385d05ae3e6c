package dev.threadstore;

import java.time.InstantSource;

/** Opens a door of {@link ThreadStore.Builder} that is closed to users, as {@link Failing}. */
public final class Timed {
  private Timed() {}

  /** A builder whose store takes the time from a clock. */
  public static <M> ThreadStore.Builder<M> by(InstantSource clock, ThreadStore.Builder<M> builder) {
    return builder.clock(clock);
  }
}
