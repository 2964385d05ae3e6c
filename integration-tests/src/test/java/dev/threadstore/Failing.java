package dev.threadstore;

import dev.threadstore.internal.base.Failpoints;

/** Opens the one door that is closed to users of {@link ThreadStore.Builder}. */
public final class Failing {
  private Failing() {}

  /** A builder whose store reports each of its steps. */
  public static <M> ThreadStore.Builder<M> at(
      Failpoints failpoints, ThreadStore.Builder<M> builder) {
    return builder.failpoints(failpoints);
  }
}
