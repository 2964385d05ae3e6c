package dev.threadstore.benchmarks;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.s3.S3ColdStore;
import dev.threadstore.model.ArchiveListener;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.IdleThread.Outcome;
import io.lettuce.core.RedisClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A process that archives, or puts objects as bare as can be. Says {@code ready}, waits for a line,
 * and then says how much it has done each time that it has done something.
 *
 * <p>Arguments: URI of Redis, endpoint, bucket, access key, secret key, then {@code archive} and
 * the idle time in milliseconds, or {@code put} and a number, the first of the objects that are its
 * own.
 */
final class FleetWorker {
  static final int WORKERS = 4;
  static final int CONCURRENCY = 8;

  /** Below which {@code put} writes what it has read elsewhere. */
  static final String COPIES = "copies/";

  private static final PrintStream OUT = System.out;
  private static final int PAGE = 1000;

  private FleetWorker() {}

  public static void main(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (S3ColdStore cold =
        S3ColdStore.builder(args[2])
            .endpoint(URI.create(args[1]))
            .region("us-east-1")
            .pathStyle()
            .credentials(args[3], args[4])
            .open()) {
      if (args[5].equals("archive")) {
        archive(args[0], cold, Duration.ofMillis(Long.parseLong(args[6])), in);
      } else {
        put(cold, Integer.parseInt(args[6]), in);
      }
    }
  }

  private static void archive(String redis, ColdStore cold, Duration idle, BufferedReader in)
      throws IOException {
    RedisClient client = RedisClient.create(redis);
    IdleArchiverSettings settings =
        IdleArchiverSettings.builder()
            .idle(idle)
            .interval(Duration.ofMillis(100))
            .concurrency(CONCURRENCY)
            .build();
    ArchiveListener listener =
        new ArchiveListener() {
          @Override
          public void onPass(ArchiveReport report) {
            say(report.count(Outcome.ARCHIVED));
          }
        };
    try (ThreadStore<Turn> store = ThreadStore.builder(client, Turn.CODEC).coldStore(cold).build();
        IdleArchiver archiver =
            IdleArchiver.builder(store).settings(settings).listener(listener).build()) {
      awaitStart(in);
      archiver.start();
      in.readLine();
    } finally {
      client.shutdown();
    }
  }

  /** Each writes one object in {@link #WORKERS}, read before the start. */
  private static void put(ColdStore cold, int first, BufferedReader in) throws Exception {
    List<String> keys = keys(cold, "threads/");
    List<byte[]> objects = new ArrayList<>();
    for (int i = first; i < keys.size(); i += WORKERS) {
      objects.add(cold.read(keys.get(i)).orElseThrow());
    }
    ExecutorService executor = Executors.newFixedThreadPool(CONCURRENCY);
    awaitStart(in);
    List<Future<?>> puts = new ArrayList<>();
    for (int i = 0; i < objects.size(); i++) {
      byte[] object = objects.get(i);
      String key = COPIES + first + "/" + i;
      puts.add(executor.submit(() -> cold.create(key, object)));
    }
    for (Future<?> put : puts) {
      put.get();
    }
    say(objects.size());
    executor.shutdown();
    executor.awaitTermination(1, TimeUnit.MINUTES);
  }

  static List<String> keys(ColdStore cold, String prefix) {
    List<String> keys = new ArrayList<>();
    List<String> page;
    do {
      String last = keys.isEmpty() ? "" : keys.get(keys.size() - 1);
      page = cold.list(prefix, last, PAGE).stream().map(object -> object.key()).toList();
      keys.addAll(page);
    } while (page.size() == PAGE);
    return keys;
  }

  private static void awaitStart(BufferedReader in) throws IOException {
    OUT.println("ready");
    OUT.flush();
    in.readLine();
  }

  private static void say(long done) {
    if (done > 0) {
      OUT.println(done);
      OUT.flush();
    }
  }
}
