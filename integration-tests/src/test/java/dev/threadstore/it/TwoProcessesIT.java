package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.testsupport.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes append to, flush and hydrate the same threads: every acknowledged message is there
 * once, in order (G1, G2, G3; H1, H3, H4). Seconds: system property {@code threadstore.it.seconds}.
 */
class TwoProcessesIT {
  private static final int THREADS = 4;

  @TempDir private Path folder;

  @Test
  void appendFlushHydrate_fromTwoProcesses_losesAndDoublesNothing() throws Exception {
    String seconds = System.getProperty("threadstore.it.seconds", "15");
    Path archive = folder.resolve("cold");
    try (RedisServer server = RedisServer.start();
        FileSystemColdStore cold = FileSystemColdStore.open(archive);
        RedisFixture redis = RedisFixture.on(server);
        ThreadStore<Note> store = redis.store().coldStore(cold).build()) {
      for (int i = 0; i < THREADS; i++) {
        store.thread(Hammer.threadOf(i)).create();
      }
      List<Process> processes = new ArrayList<>();
      for (String name : List.of("a", "b")) {
        processes.add(hammer(server.uri().toString(), archive, name, seconds));
      }
      for (Process process : processes) {
        assertThat(process.waitFor(Long.parseLong(seconds) + 60, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(processes)
          .as("see %s: %s", folder, Files.readString(folder.resolve("a.err")))
          .allMatch(process -> process.exitValue() == 0);
      int acknowledged = 0;
      for (int i = 0; i < THREADS; i++) {
        List<String> found = Note.ids(store.thread(Hammer.threadOf(i)).load().messages());
        assertThat(new HashSet<>(found)).as("doubled messages").hasSameSizeAs(found);
        for (String name : List.of("a", "b")) {
          List<String> acked = acknowledged(name, i);
          acknowledged += acked.size();
          assertThat(found.stream().filter(id -> id.startsWith(name + "-")).toList())
              .isEqualTo(acked);
        }
      }
      assertThat(acknowledged).isGreaterThan(100);
    }
  }

  private Process hammer(String uri, Path archive, String name, String seconds) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            Hammer.class.getName(),
            uri,
            archive.toString(),
            name,
            Integer.toString(THREADS),
            seconds,
            Integer.toString(name.hashCode()))
        .redirectOutput(folder.resolve(name + ".out").toFile())
        .redirectError(folder.resolve(name + ".err").toFile())
        .start();
  }

  private List<String> acknowledged(String name, int thread) throws IOException {
    return Files.readAllLines(folder.resolve(name + ".out")).stream()
        .filter(line -> line.startsWith(thread + " "))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .toList();
  }
}
