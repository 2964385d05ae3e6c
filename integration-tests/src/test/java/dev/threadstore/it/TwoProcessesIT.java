package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.testsupport.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes, and a third one that is killed again and again, append to, flush, hydrate and load
 * the same threads: every acknowledged message is there once, in order, next to those that were
 * added with it (G1, G2, G3, G7; H1, H3, H4, H71). Seconds: system property {@code
 * threadstore.it.seconds}.
 */
class TwoProcessesIT {
  private static final int THREADS = 4;
  private static final List<String> STEADY = List.of("a", "b");
  private static final String KILLED = "c";
  private static final int LEAST_KILLS = 2;
  private static final int LEAST_MESSAGES = 50;

  private final long seconds = Long.getLong("threadstore.it.seconds", 15);
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final List<Process> started = new ArrayList<>();

  @TempDir private Path folder;

  @Test
  void appendFlushHydrateLoad_fromProcessesAndAfterSigkill_losesAndDoublesNothing()
      throws Exception {
    try (RedisServer server = RedisServer.start();
        FileSystemColdStore cold = FileSystemColdStore.open(folder.resolve("cold"));
        RedisFixture redis = RedisFixture.on(server);
        ThreadStore<Note> store = redis.store().coldStore(cold).build()) {
      for (int i = 0; i < THREADS; i++) {
        store.thread(Hammer.threadOf(i)).create();
      }
      try {
        hammer(server);
      } finally {
        for (Process process : started) {
          process.destroyForcibly().waitFor();
        }
      }
      for (int i = 0; i < THREADS; i++) {
        checkThread(i, Note.ids(store.thread(Hammer.threadOf(i)).load().messages()));
      }
    }
  }

  private void hammer(RedisServer server) throws Exception {
    long begin = System.nanoTime();
    List<Process> steady = new ArrayList<>();
    for (String name : STEADY) {
      steady.add(start(server, name));
    }
    for (int kills = 0; !isEnough(kills, begin); kills++) {
      assertThat(secondsSince(begin)).as(this::errors).isLessThan(seconds + 300);
      killAtSomeMoment(start(server, KILLED));
    }
    Files.createFile(end());
    for (Process process : steady) {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(this::errors).isTrue();
      assertThat(process.exitValue()).as(this::errors).isZero();
    }
  }

  /** It lasts for as long as was asked for, and on a busy machine until something has happened. */
  private boolean isEnough(int kills, long begin) {
    return secondsSince(begin) >= seconds
        && kills >= LEAST_KILLS
        && acknowledged(KILLED) > 0
        && STEADY.stream().allMatch(name -> acknowledged(name) >= LEAST_MESSAGES);
  }

  private static long secondsSince(long begin) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
  }

  /** Kills a process while it starts, or some time after its first append. */
  private void killAtSomeMoment(Process process) throws Exception {
    int before = acknowledged(KILLED);
    boolean atStart = before > 0 && random.nextInt(5) == 0;
    while (!atStart && acknowledged(KILLED) == before && process.isAlive()) {
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    boolean ended = process.waitFor(random.nextInt(1000), TimeUnit.MILLISECONDS);
    assertThat(ended).as(this::errors).isFalse();
    process.destroyForcibly().waitFor();
  }

  /** A thread holds what the journals say, and what one append added stands together. */
  private void checkThread(int thread, List<String> found) {
    List<String> names = new ArrayList<>(STEADY);
    names.add(KILLED);
    Map<String, Integer> positions = new HashMap<>();
    found.forEach(id -> positions.put(id, positions.size()));
    int inAll = 0;
    for (String name : names) {
      List<HammerJournal.Entry> entries = new HammerJournal(journalOf(name)).entries(thread);
      HammerProgress progress = new HammerProgress(name, entries);
      assertThatCode(() -> progress.check(found)).as(this::errors).doesNotThrowAnyException();
      int count = progress.check(found);
      inAll += count;
      if (STEADY.contains(name)) {
        assertThat(count).as(this::errors).isEqualTo(progress.acknowledged());
      }
      for (HammerProgress.Batch batch : HammerProgress.batches(entries)) {
        if (batch.to() <= count) {
          int at = positions.get(name + "-" + batch.from());
          int end = Math.min(found.size(), at + batch.to() - batch.from());
          assertThat(found.subList(at, end))
              .as(this::errors)
              .isEqualTo(progress.ids(batch.from(), batch.to()));
        }
      }
    }
    assertThat(found).as("messages of nobody").hasSize(inAll);
  }

  private int acknowledged(String name) {
    int sum = 0;
    for (int i = 0; i < THREADS; i++) {
      sum += new HammerProgress(name, new HammerJournal(journalOf(name)).entries(i)).acknowledged();
    }
    return sum;
  }

  private Process start(RedisServer server, String name) throws IOException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Hammer.class.getName(),
                server.uri().toString(),
                folder.resolve("cold").toString(),
                name,
                Integer.toString(THREADS),
                end().toString(),
                Long.toString(random.nextLong()),
                journalOf(name).toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.appendTo(errorsOf(name).toFile()))
            .start();
    started.add(process);
    return process;
  }

  /** What makes all processes end by being there. */
  private Path end() {
    return folder.resolve("end");
  }

  private Path journalOf(String name) {
    return folder.resolve(name + ".journal");
  }

  private Path errorsOf(String name) {
    return folder.resolve(name + ".err");
  }

  /** What all processes have complained about. */
  private String errors() {
    StringBuilder text = new StringBuilder("seed " + seed);
    for (String name : List.of("a", "b", KILLED)) {
      try {
        String errors =
            Files.exists(errorsOf(name)) ? Files.readString(errorsOf(name)) : "not started";
        text.append("\nstderr of ").append(name).append(": ").append(errors);
      } catch (IOException e) {
        text.append("\nstderr of ").append(name).append(" cannot be read: ").append(e);
      }
    }
    return text.toString();
  }
}
