package dev.threadstore.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does the same work on many items, a few at a time, and hands over the results in the order of the
 * items. Items of one lane are worked on one after the other, in order. Takes the items in windows:
 * a window is read, worked on and handed over before the next one is read, so memory is bounded.
 *
 * @param <T> an item
 * @param <R> the result for an item
 */
final class OrderedWork<T, R> {
  private static final int THREADS = 4;
  private static final int WINDOW = 32;

  private final Function<? super T, ?> lane;
  private final Function<? super T, R> work;

  /**
   * @param lane what an item has in common with those that must not overtake it
   * @param work the work; what it throws ends everything
   */
  OrderedWork(Function<? super T, ?> lane, Function<? super T, R> work) {
    this.lane = lane;
    this.work = work;
  }

  /**
   * Works through all items.
   *
   * @param items gives the next item, or null at the end
   * @param sink takes a result, on the calling thread, and says whether to go on after this window
   */
  void run(Supplier<? extends @Nullable T> items, Predicate<? super R> sink) {
    ExecutorService executor = Executors.newFixedThreadPool(THREADS, OrderedWork::daemon);
    try {
      boolean goOn = true;
      while (goOn) {
        List<CompletableFuture<R>> window = start(items, executor);
        goOn = !window.isEmpty();
        for (CompletableFuture<R> result : window) {
          goOn &= sink.test(await(result));
        }
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "threadctl-worker");
    thread.setDaemon(true);
    return thread;
  }

  /** Starts a window of work: each item once the one before it in its lane is done. */
  private List<CompletableFuture<R>> start(
      Supplier<? extends @Nullable T> items, ExecutorService executor) {
    List<CompletableFuture<R>> window = new ArrayList<>();
    Map<Object, CompletableFuture<?>> lastOfLane = new HashMap<>();
    while (window.size() < WINDOW) {
      T item = items.get();
      if (item == null) {
        break;
      }
      Object key = lane.apply(item);
      CompletableFuture<?> before =
          lastOfLane.getOrDefault(key, CompletableFuture.completedFuture(key));
      CompletableFuture<R> result = before.thenApplyAsync(ignored -> work.apply(item), executor);
      lastOfLane.put(key, result);
      window.add(result);
    }
    return window;
  }

  private static <R> R await(CompletableFuture<R> result) {
    try {
      return result.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
