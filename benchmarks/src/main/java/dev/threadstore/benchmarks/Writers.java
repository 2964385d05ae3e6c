package dev.threadstore.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.LongStream;

/** Does the same work in several threads as fast as it goes, and tells how long each piece took. */
final class Writers {
  private Writers() {}

  /** One piece of work. */
  interface Work {
    void run() throws Exception;
  }

  /**
   * What was measured.
   *
   * @param perSecond pieces of work in a second
   * @param p50 the median in milliseconds
   * @param p99 what one in a hundred takes at least, in milliseconds
   */
  record Rate(double perSecond, double p50, double p99) {}

  /**
   * Works for a while.
   *
   * @param count how many threads
   * @param time how long
   * @param works makes the work of a thread
   */
  static Rate measure(int count, Duration time, IntFunction<Work> works) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(count);
    try {
      List<Future<long[]>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Work work = works.apply(i);
        running.add(executor.submit(() -> nanos(work, time)));
      }
      long[] all = new long[0];
      for (Future<long[]> each : running) {
        all = LongStream.concat(Arrays.stream(all), Arrays.stream(each.get())).toArray();
      }
      Arrays.sort(all);
      return new Rate(
          all.length / (time.toNanos() / 1e9),
          all[all.length / 2] / 1e6,
          all[(int) (all.length * 0.99)] / 1e6);
    } finally {
      executor.shutdownNow();
    }
  }

  private static long[] nanos(Work work, Duration time) throws Exception {
    LongStream.Builder taken = LongStream.builder();
    long begin = System.nanoTime();
    for (long last = begin; last - begin < time.toNanos(); ) {
      work.run();
      long now = System.nanoTime();
      taken.add(now - last);
      last = now;
    }
    return taken.build().toArray();
  }
}
