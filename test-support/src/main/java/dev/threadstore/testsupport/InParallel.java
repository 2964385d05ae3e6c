package dev.threadstore.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs the same task on several threads at once. */
final class InParallel {
  private static final long TIME_LIMIT_MINUTES = 5;

  private InParallel() {}

  /** A task that knows which of the threads it runs on. */
  interface Task<T> {
    T run(int number) throws Exception;
  }

  /**
   * Runs a task once on each thread and waits for all, or for the first that fails: the others may
   * wait for that one, and are interrupted.
   *
   * @return the results in the order of the threads' numbers
   * @throws Exception what the first task that failed threw
   */
  static <T> List<T> all(int threads, Task<T> task) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      CompletionService<T> ended = new ExecutorCompletionService<>(executor);
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        running.add(ended.submit(() -> task.run(number)));
      }
      for (int i = 0; i < threads; i++) {
        Future<T> next = ended.poll(TIME_LIMIT_MINUTES, TimeUnit.MINUTES);
        if (next == null) {
          throw new AssertionError("not done in time: minutes=`" + TIME_LIMIT_MINUTES + "`");
        }
        next.get();
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : running) {
        results.add(each.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    } finally {
      executor.shutdownNow();
    }
  }
}
