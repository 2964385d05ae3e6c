package dev.threadstore.it.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several archivers in processes of their own that are killed (SIGKILL): every idle thread ends up
 * archived, once; none that is used is released; nothing is lost (G1); and what a dead one had in
 * hand waits for its lease and an interval, no longer (H22, H100).
 *
 * <p>System property: {@code threadstore.it.seed}, which repeats the choice of whom to kill, not
 * the moments.
 */
class ArchiverFleetIT {
  private static final int WORKERS = 3;
  private static final int KILLS = 8;
  private static final int IDLE_THREADS = 400;
  private static final int USED_THREADS = 4;
  private static final int PATIENCE_SECONDS = 240;

  private final long seed = Long.getLong("threadstore.it.seed", System.nanoTime());
  private final List<Process> workers = new ArrayList<>();
  private final RedisServer server = RedisServer.start();
  private final RedisClient client = RedisClient.create(server.uri().toString());
  private final RedisCommands<String, String> redis = client.connect().sync();
  @TempDir private Path folder;
  private FileSystemColdStore cold;
  private ThreadStore<Note> store;
  private ThreadNamespace<Note> namespace;

  @BeforeEach
  void open() {
    cold = FileSystemColdStore.open(folder);
    store = ThreadStore.builder(client, Note.CODEC).coldStore(cold).build();
    namespace = store.namespace("fleet");
  }

  @AfterEach
  void close() throws InterruptedException {
    for (Process worker : workers) {
      worker.destroyForcibly().waitFor();
    }
    store.close();
    cold.close();
    client.shutdown();
    server.close();
  }

  @Test
  void workers_killedAtRandomWhileClientsAppend_archiveEachIdleThreadOnceAndNoOther()
      throws Exception {
    // So that whatever is found, the index has told.
    redis.hset("ts:{}:scan", "due", "9000000000000000");
    AtomicBoolean stop = new AtomicBoolean();
    List<CompletableFuture<Use>> clients = new ArrayList<>();
    for (int i = 0; i < USED_THREADS; i++) {
      TieredThreadManager<Note> thread = namespace.thread("used-" + i);
      thread.create();
      clients.add(CompletableFuture.supplyAsync(() -> use(thread, stop)));
    }
    for (int i = 0; i < WORKERS; i++) {
      workers.add(Worker.start(server.uri(), folder, "never"));
    }
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      // Between two kills some threads more, so that there is always something at hand.
      for (int i = kill * IDLE_THREADS / KILLS; i < (kill + 1) * IDLE_THREADS / KILLS; i++) {
        TieredThreadManager<Note> thread = namespace.thread("idle-" + i);
        thread.create();
        thread.append(Note.range("m", 0, 3));
      }
      int victim = random.nextInt(WORKERS);
      await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
          .until(() -> inHand() > 0);
      workers.get(victim).destroyForcibly().waitFor();
      workers.set(victim, Worker.start(server.uri(), folder, "never"));
    }
    await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .untilAsserted(() -> assertThat(hotIdleThreads()).as(this::state).isZero());
    stop.set(true);
    for (int i = 0; i < USED_THREADS; i++) {
      TieredThreadManager<Note> thread = namespace.thread("used-" + i);
      Use use = clients.get(i).get(10, TimeUnit.SECONDS);
      // A machine that is too busy may have let it be idle.
      if (use.longestPause().compareTo(Worker.IDLE) < 0) {
        assertThat(thread.snapshots().history(9)).as("seed %d", seed).isEmpty();
      }
      assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, use.appended()));
    }
    for (int i = 0; i < IDLE_THREADS; i++) {
      TieredThreadManager<Note> thread = namespace.thread("idle-" + i);
      assertThat(thread.snapshots().history(9)).as("seed %d", seed).hasSize(1);
      assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis.claim",
        "redis.begin_flush",
        "cold.create",
        "redis.commit_flush",
        "redis.settle",
        "redis.begin_scan"
      })
  void worker_diesAfterAStep_isReplacedWithinLeaseAndInterval(String step) throws Exception {
    TieredThreadManager<Note> thread = namespace.thread("idle");
    thread.create();
    thread.append(Note.range("m", 0, 3));
    Process dying = Worker.start(server.uri(), folder, step);
    workers.add(dying);
    assertThat(dying.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(dying.exitValue()).isEqualTo(Worker.KILLED);
    Instant died = Instant.now();
    try (IdleArchiver next =
        IdleArchiver.builder(store)
            .settings(
                IdleArchiverSettings.builder()
                    .idle(Worker.IDLE)
                    .lease(Worker.LEASE)
                    .interval(Worker.INTERVAL)
                    .build())
            .build()) {
      next.start();
      await().until(() -> thread.info().tier() == Tier.ARCHIVED);
      await().until(() -> inHand() == 0 && entries() == 0);
    }
    // It died soon after its claim. The rest is for a machine that is busy.
    assertThat(Duration.between(died, Instant.now()))
        .isLessThan(Worker.LEASE.plus(Worker.INTERVAL).plusSeconds(8));
    assertThat(thread.snapshots().history(9)).hasSize(1);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
  }

  @Test
  void worker_askedToEnd_leavesNothingLeased() throws IOException, InterruptedException {
    for (int i = 0; i < 50; i++) {
      namespace.thread("t" + i).create();
    }
    Process worker = Worker.start(server.uri(), folder, "never");
    workers.add(worker);
    await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .until(() -> inHand() > 0);
    worker.getOutputStream().close();
    assertThat(worker.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(worker.exitValue()).isZero();
    assertThat(inHand()).isZero();
    // All that it did not archive are still known.
    assertThat(entries()).isEqualTo(hot("ts:{fleet:t*}:head"));
  }

  /**
   * What a client has done.
   *
   * @param appended how many messages
   * @param longestPause the longest time in which Redis may have heard nothing of it
   */
  private record Use(int appended, Duration longestPause) {}

  /** Appends one message after the other, more often than threads count as idle. */
  private static Use use(TieredThreadManager<Note> thread, AtomicBoolean stop) {
    int appended = 0;
    long longestPause = 0;
    long last = System.nanoTime();
    while (!stop.get()) {
      long begin = System.nanoTime();
      thread.append(Note.range("m", appended, appended + 1));
      appended++;
      longestPause = Math.max(longestPause, System.nanoTime() - last);
      last = begin;
      LockSupport.parkNanos(Worker.IDLE.toNanos() / 10);
    }
    return new Use(appended, Duration.ofNanos(longestPause));
  }

  private String state() {
    try (IdleArchiver looking = IdleArchiver.builder(store).build()) {
      return "seed %d, %d in hand, %d waiting, failing: %s"
          .formatted(seed, inHand(), entries(), looking.failing());
    }
  }

  private long inHand() {
    return redis.keys("ts:{fleet::*}:leased").stream().mapToLong(redis::zcard).sum();
  }

  private long entries() {
    return redis.keys("ts:{fleet::*}:active").stream().mapToLong(redis::zcard).sum();
  }

  private long hotIdleThreads() {
    return hot("ts:{fleet:idle-*}:head");
  }

  private long hot(String pattern) {
    return redis.keys(pattern).size();
  }
}
