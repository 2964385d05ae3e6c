package dev.threadstore.internal.archive;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Objects on their way, at most {@value #MOST} at once, whose results are taken in the order in
 * which they were begun: so memory is bounded by so many. What nobody takes is cancelled at the
 * end. Not thread-safe.
 *
 * @param <T> what comes of one
 */
final class Ahead<T> implements AutoCloseable {
  /** How many objects one operation moves at once. */
  static final int MOST = 4;

  private final Deque<Pending<T>> underWay = new ArrayDeque<>();

  boolean isFull() {
    return underWay.size() >= MOST;
  }

  boolean isEmpty() {
    return underWay.isEmpty();
  }

  void add(Pending<T> next) {
    underWay.add(next);
  }

  /** Waits for the oldest. */
  T take() {
    return underWay.remove().await();
  }

  /** Begins work for each item, and takes the results. */
  static <I, T> void each(List<I> items, Function<I, Pending<T>> begin, Consumer<T> sink) {
    try (Ahead<T> ahead = new Ahead<>()) {
      for (I item : items) {
        if (ahead.isFull()) {
          sink.accept(ahead.take());
        }
        ahead.add(begin.apply(item));
      }
      while (!ahead.isEmpty()) {
        sink.accept(ahead.take());
      }
    }
  }

  @Override
  public void close() {
    underWay.forEach(Pending::cancel);
  }
}
