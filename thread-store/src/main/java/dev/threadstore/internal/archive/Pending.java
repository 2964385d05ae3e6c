package dev.threadstore.internal.archive;

import java.util.function.Function;

/**
 * Work that was begun in the background.
 *
 * @param <T> what comes of it
 */
interface Pending<T> {
  /** Waits until it is done, and throws what it has thrown; at the deadline it is cancelled. */
  T await();

  /** Ends it; whatever it has begun at the cold store may be done or not. */
  void cancel();

  /** The same work, with something made of its result by whoever waits. */
  default <R> Pending<R> map(Function<T, R> make) {
    return new Pending<>() {
      @Override
      public R await() {
        return make.apply(Pending.this.await());
      }

      @Override
      public void cancel() {
        Pending.this.cancel();
      }
    };
  }
}
