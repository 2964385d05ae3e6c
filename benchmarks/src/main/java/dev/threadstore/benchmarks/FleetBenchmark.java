package dev.threadstore.benchmarks;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.s3.S3ColdStore;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import dev.threadstore.testsupport.S3Access;
import dev.threadstore.testsupport.S3ServerProcess;
import io.lettuce.core.RedisClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * Idle threads archived by several processes while clients work on others, beside bare parallel
 * PUTs of the same objects by as many processes while the same clients work.
 *
 * <p>Argument: how many idle threads.
 */
final class FleetBenchmark {
  private static final PrintStream OUT = System.out;
  private static final Duration IDLE = Duration.ofSeconds(3);
  private static final Duration PACE = Duration.ofMillis(100);
  private static final int CLIENTS = 16;
  private static final int TURNS = 50;
  private static final int FILLERS = 8;

  private final RedisServer server = RedisServer.start();
  private final S3ServerProcess s3 = S3ServerProcess.start();
  private final S3Access access = s3.access();
  private final String bucket = access.newBucket().name();

  private FleetBenchmark() {}

  public static void main(String[] args) throws Exception {
    FleetBenchmark benchmark = new FleetBenchmark();
    try {
      benchmark.run(Integer.parseInt(args[0]));
    } finally {
      benchmark.s3.close();
      benchmark.server.close();
    }
  }

  private void run(int threads) throws Exception {
    RedisClient client = RedisClient.create(server.uri().toString());
    try (S3ColdStore cold =
            S3ColdStore.builder(bucket)
                .endpoint(access.endpoint())
                .region("us-east-1")
                .pathStyle()
                .credentials(access.accessKey(), access.secretKey())
                .open();
        ThreadStore<Turn> store = ThreadStore.builder(client, Turn.CODEC).coldStore(cold).build()) {
      List<TieredThreadManager<Turn>> used =
          IntStream.range(0, CLIENTS).mapToObj(i -> Turn.fill(store, 1)).toList();
      Clients clients = new Clients(used);
      fill(store, threads);
      TimeUnit.MILLISECONDS.sleep(IDLE.toMillis());

      Fleet archivers = new Fleet("archive", i -> Long.toString(IDLE.toMillis()));
      clients.forget();
      double archived = archivers.seconds(threads);
      double[] appends = clients.percentiles();
      archivers.end();

      List<String> objects = FleetWorker.keys(cold, "threads/");
      long bytes = cold.list("threads/", "", threads + 1).stream().mapToLong(o -> o.size()).sum();
      require(objects.size() == threads, "objects instead of " + threads + ": " + objects.size());
      for (TieredThreadManager<Turn> thread : used) {
        require(thread.info().tier() == Tier.HOT, "a thread in use was released");
      }

      Fleet putters = new Fleet("put", Integer::toString);
      clients.forget();
      double put = putters.seconds(threads);
      double[] beside = clients.percentiles();
      putters.end();
      clients.end();

      OUT.printf(
          Locale.ROOT,
          "%d threads of %d messages, %.1f MB in the archive; %d processes, %d at once in each; %d"
              + " clients, an append each %d ms%n%n",
          threads,
          TURNS,
          bytes / 1e6,
          FleetWorker.WORKERS,
          FleetWorker.CONCURRENCY,
          CLIENTS,
          PACE.toMillis());
      OUT.println("| measured | s | threads a second | appends meanwhile: p50, ms | p99, ms |");
      OUT.println("|---|---|---|---|---|");
      row("archived and released", threads, archived, appends);
      row("bare PUTs of the same objects", threads, put, beside);
      OUT.printf(Locale.ROOT, "%nArchiving takes %.2f times as long.%n", archived / put);
    } finally {
      client.shutdown();
    }
  }

  private static void row(String name, int threads, double seconds, double[] appends) {
    OUT.printf(
        Locale.ROOT,
        "| %s | %.2f | %.0f | %.2f | %.2f |%n",
        name,
        seconds,
        threads / seconds,
        appends[0],
        appends[1]);
  }

  private static void fill(ThreadStore<Turn> store, int threads) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(FILLERS);
    try {
      List<Future<?>> filled = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        filled.add(executor.submit(() -> Turn.fill(store, TURNS)));
      }
      for (Future<?> each : filled) {
        each.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise);
    }
  }

  /** What a worker is told beside what to do. */
  private interface Argument {
    String of(int worker);
  }

  /** Worker processes, which begin at the same moment. */
  private final class Fleet {
    private final List<Process> processes = new ArrayList<>();
    private final List<BufferedReader> outputs = new ArrayList<>();

    Fleet(String what, Argument argument) throws IOException {
      for (int i = 0; i < FleetWorker.WORKERS; i++) {
        Process process =
            new ProcessBuilder(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    FleetWorker.class.getName(),
                    server.uri().toString(),
                    access.endpoint().toString(),
                    bucket,
                    access.accessKey(),
                    access.secretKey(),
                    what,
                    argument.of(i))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        outputs.add(process.inputReader(StandardCharsets.UTF_8));
      }
      for (BufferedReader output : outputs) {
        require("ready".equals(output.readLine()), "a worker did not start");
      }
    }

    /** Lets them begin; how long it takes until they have done so much together. */
    double seconds(int work) throws Exception {
      ExecutorService listeners = Executors.newFixedThreadPool(processes.size());
      try {
        long begin = System.nanoTime();
        for (Process process : processes) {
          process.getOutputStream().write('\n');
          process.getOutputStream().flush();
        }
        Countdown left = new Countdown(work);
        outputs.forEach(output -> listeners.execute(() -> left.countDownBy(output)));
        left.await();
        return (System.nanoTime() - begin) / 1e9;
      } finally {
        listeners.shutdown();
      }
    }

    void end() throws Exception {
      for (Process process : processes) {
        process.getOutputStream().close();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
          process.destroyForcibly();
        }
      }
    }
  }

  /** How much work is left. */
  private static final class Countdown {
    private static final Duration PATIENCE = Duration.ofHours(1);

    private long left;

    Countdown(long work) {
      left = work;
    }

    void countDownBy(BufferedReader output) {
      try {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          synchronized (this) {
            left -= Long.parseLong(line);
            notifyAll();
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    synchronized void await() throws InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (left > 0) {
        require(System.nanoTime() < end, "workers do not end");
        TimeUnit.SECONDS.timedWait(this, 1);
      }
    }
  }

  /** Clients that append to a thread each, at an even pace. */
  private static final class Clients {
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Long> nanos = new ArrayList<>();
    private final ExecutorService executor;

    Clients(List<TieredThreadManager<Turn>> threads) {
      executor = Executors.newFixedThreadPool(threads.size());
      threads.forEach(thread -> executor.execute(() -> use(thread)));
    }

    private void use(TieredThreadManager<Turn> thread) {
      try {
        for (int i = 1; !ended.get(); i++) {
          List<Turn> turn = Turn.range(i, i + 1);
          long begin = System.nanoTime();
          thread.append(turn);
          long taken = System.nanoTime() - begin;
          synchronized (nanos) {
            nanos.add(taken);
          }
          TimeUnit.MILLISECONDS.sleep(PACE.toMillis());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void forget() {
      synchronized (nanos) {
        nanos.clear();
      }
    }

    /** In milliseconds: the median, and what one in a hundred takes at least. */
    double[] percentiles() {
      synchronized (nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        require(sorted.length > 0, "no client has appended");
        return Arrays.stream(new double[] {0.5, 0.99})
            .map(part -> sorted[(int) (sorted.length * part)] / 1e6)
            .toArray();
      }
    }

    void end() throws InterruptedException {
      ended.set(true);
      executor.shutdown();
      executor.awaitTermination(1, TimeUnit.MINUTES);
    }
  }
}
