package dev.threadstore.it.killed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.it.Note;
import dev.threadstore.it.RedisFixture;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed (SIGKILL) in the middle of every operation: afterwards each thread is
 * exactly as before that operation or exactly as after it, and a new process can do everything with
 * it (G1, G2, G3, G7, G8, G10). So nothing acknowledged is lost (H1), a retry adds nothing twice
 * (H7), no replacement leaves an empty thread (H12, H72), no fork is half there (H19), no flush
 * whose snapshot was written but not committed ends in a conflict (H80), and no deletion is half
 * done or undone (H85). A bystander flushes, hydrates and loads the same threads all the while.
 *
 * <p>System properties: {@code threadstore.it.kills}, how many processes are killed; {@code
 * threadstore.it.seed}, which repeats the choice of operations and aims (not the moments).
 */
class KilledProcessesIT {
  private static final int LANES = 8;

  /** Fewer may miss an operation. */
  private static final int KILLS = 44;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int kills = Integer.getInteger("threadstore.it.kills", KILLS);
  private final long seed = Long.getLong("threadstore.it.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Map<VictimStep.Kind, Double> microseconds = new EnumMap<>(VictimStep.Kind.class);
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);

  @TempDir private Path folder;

  @Test
  void everyOperation_killedInTheMiddle_isDoneOrNotAndCanBeGoneOnFrom() throws Exception {
    ThreadStoreSettings settings =
        ThreadStoreSettings.builder().forkPatience(Duration.ofMillis(200)).build();
    Files.createDirectories(folder.resolve("journals"));
    try (RedisServer server =
            RedisServer.builder().appendOnly(RedisServer.Fsync.EVERY_SECOND).start();
        FileSystemColdStore cold = FileSystemColdStore.open(folder.resolve("cold"));
        RedisFixture redis = RedisFixture.on(server);
        ThreadStore<Note> store = redis.store().coldStore(cold).settings(settings).build()) {
      Random choices = new Random(random.nextLong());
      ScheduledFuture<?> bystander =
          clock.scheduleWithFixedDelay(() -> standBy(store, choices), 0, 5, TimeUnit.MILLISECONDS);
      killAgainAndAgain(server);
      if (!bystander.cancel(false)) {
        bystander.get(); // throws what it has ended with
      }
      Map<VictimStep.Kind, VictimModel.Interrupted> interrupted = new TreeMap<>();
      for (int lane = 0; lane < LANES; lane++) {
        VictimModel model = VictimLane.replayed(folder.resolve("journals"), lane);
        model
            .interrupted()
            .forEach((k, n) -> interrupted.merge(k, n, VictimModel.Interrupted::plus));
        for (String thread : VictimLane.THREADS) {
          assertThat(
                  VictimLane.Found.in(store.thread(VictimLane.ref(lane, thread)))
                      .map(VictimLane.Found::content))
              .as("thread %s of lane %d; %s", thread, lane, errors())
              .isEqualTo(model.content(thread));
        }
      }
      // One that was killed while it complained.
      assertThat(errors()).doesNotContain("Exception");
      report(interrupted);
      if (kills >= KILLS) {
        assertThat(interrupted.keySet())
            .as("kinds of operations that a kill has cut short; seed %d", seed)
            .containsExactlyInAnyOrder(VictimStep.Kind.values());
      }
    }
  }

  @AfterEach
  void stopClock() throws InterruptedException {
    clock.shutdownNow();
    assertThat(clock.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** Whether the kills hit anything is worth a few lines in a run that passes. */
  private void report(Map<VictimStep.Kind, VictimModel.Interrupted> interrupted) {
    System.out.printf(
        "%n%d kills, seed %d%n%-14s %9s %13s%n",
        kills, seed, "operation", "cut short", "with effect");
    interrupted.forEach(
        (kind, count) ->
            System.out.printf("%-14s %9d %13d%n", kind, count.all(), count.effective()));
  }

  private void killAgainAndAgain(RedisServer server) throws Exception {
    VictimStep.Kind[] kinds = VictimStep.Kind.values();
    Process victim = start(server, "work");
    Process next = victim;
    try {
      for (int kill = 0; kill < kills; kill++) {
        // Started ahead, because that is what takes the time.
        next = start(server, kill == kills - 1 ? "last" : "work");
        killInTheMiddleOf(kinds[kill % kinds.length], victim);
        victim = next;
      }
      go(victim);
      assertThat(victim.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(this::errors).isTrue();
      assertThat(victim.exitValue()).as(this::errors).isZero();
    } finally {
      victim.destroyForcibly().waitFor();
      next.destroyForcibly().waitFor();
    }
  }

  /** Kills a process some time after it has begun an operation, when it is about done at most. */
  private void killInTheMiddleOf(VictimStep.Kind kind, Process victim) throws Exception {
    int passed = random.nextInt(3);
    double part = 1.3 * random.nextDouble();
    boolean killed = false;
    ScheduledFuture<?> guard =
        clock.schedule(
            () -> victim.toHandle().destroyForcibly(), PATIENCE.toSeconds(), TimeUnit.SECONDS);
    go(victim);
    BufferedReader said = victim.inputReader(StandardCharsets.US_ASCII);
    for (String line = said.readLine(); line != null && !killed; line = said.readLine()) {
      String[] words = line.split(" ", -1);
      if (line.endsWith(" begin") && words[0].equals(kind.name()) && passed-- == 0) {
        double typical = microseconds.getOrDefault(kind, 1000.0);
        LockSupport.parkNanos((long) (1000 * part * typical));
        killed = victim.toHandle().destroyForcibly();
      } else if (line.contains(" ack ")) {
        microseconds.merge(
            VictimStep.Kind.valueOf(words[0]),
            Double.valueOf(words[3]),
            (mean, last) -> 0.8 * mean + 0.2 * last);
      }
    }
    victim.waitFor();
    guard.cancel(false);
    assertThat(killed).as(() -> "ended by itself, or began no " + kind + "; " + errors()).isTrue();
  }

  private static void go(Process victim) throws IOException {
    victim.getOutputStream().write('\n');
    victim.getOutputStream().flush();
  }

  /** What another process does meanwhile that changes no content, and what it must see then. */
  private static void standBy(ThreadStore<Note> store, Random choices) {
    String name = VictimLane.THREADS.get(choices.nextInt(VictimLane.THREADS.size()));
    TieredThreadManager<Note> thread = store.thread(VictimLane.ref(choices.nextInt(LANES), name));
    try {
      switch (choices.nextInt(4)) {
        case 0 -> thread.flush();
        case 1 -> thread.hydrate();
        case 2 -> thread.flush(AfterFlush.KEEP);
        default -> assertWhole(Note.ids(thread.load().messages()));
      }
    } catch (ThreadNotFoundException e) {
      // It was deleted, or not created yet.
    }
  }

  /** Each batch is there once, from its beginning, and stands together. */
  private static void assertWhole(List<String> ids) {
    Set<String> batches = new HashSet<>();
    String expected = "";
    for (String id : ids) {
      int dot = id.indexOf('.');
      String batch = id.substring(0, dot);
      int index = Integer.parseInt(id.substring(dot + 1));
      assertThat(id.equals(expected) || (index == 0 && batches.add(batch))).as("%s", ids).isTrue();
      expected = batch + "." + (index + 1);
    }
  }

  private Process start(RedisServer server, String what) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            server.uri().toString(),
            folder.resolve("cold").toString(),
            folder.resolve("journals").toString(),
            Integer.toString(LANES),
            Long.toString(random.nextLong()),
            what)
        .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("errors").toFile()))
        .start();
  }

  /** What the processes have complained about. */
  private String errors() {
    try {
      return "seed " + seed + ", stderr: " + Files.readString(folder.resolve("errors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
