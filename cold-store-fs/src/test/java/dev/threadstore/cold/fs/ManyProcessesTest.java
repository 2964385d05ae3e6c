package dev.threadstore.cold.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cold.ColdObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one folder, some of which are killed. */
class ManyProcessesTest {
  private static final int WRITERS = 4;
  private static final int KEYS = 300;
  private static final int KILLS = 12;
  private static final int SMALL = 10_000;

  /** Takes its writer so long that he is likely to be killed at it. */
  private static final int LARGE = 5_000_000;

  @TempDir Path folder;

  /** All start from nothing, so they race to create the root as well. */
  @Test
  void create_racingProcesses_oneCreatedPerKey() throws Exception {
    Path root = folder.resolve("store");
    List<Process> writers = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      writers.add(WriterProcess.start(root, writer, 0, KEYS - 1, SMALL));
    }

    List<List<String>> created = new ArrayList<>();
    for (Process writer : writers) {
      created.add(linesOf(writer));
      assertThat(writer.waitFor()).isZero();
    }

    FileSystemColdStore store = FileSystemColdStore.openExisting(root);
    assertThat(created.stream().flatMap(List::stream)).doesNotHaveDuplicates().hasSize(KEYS);
    for (int writer = 0; writer < WRITERS; writer++) {
      for (String key : created.get(writer)) {
        assertThat(store.read(key).orElseThrow()).containsOnly(writer).hasSize(SMALL);
      }
    }
    assertThat(store.list("", "", Integer.MAX_VALUE)).hasSize(KEYS);
    assertThat(root.resolve(".staging")).isEmptyDirectory();
  }

  /** Seeded as far as timing can be. */
  @Test
  void create_killedProcesses_wholeObjectsOrNone() throws Exception {
    Random random = new Random(7);
    Path root = folder.resolve("store");
    FileSystemColdStore store = FileSystemColdStore.open(root);
    List<String> acknowledged = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      int firstKey = kill * 100_000;
      Process writer = WriterProcess.start(root, kill, firstKey, firstKey + 99_999, LARGE);
      BufferedReader output = writer.inputReader();
      acknowledged.add(output.readLine());
      Thread.sleep(random.nextInt(60));
      // Not Process.destroyForcibly, which would close the pipe from which we still read.
      writer.toHandle().destroyForcibly();
      writer.waitFor();
      output.lines().filter(line -> line.startsWith("ns/")).forEach(acknowledged::add);

      List<ColdObject> listed = store.list("", "", Integer.MAX_VALUE);

      assertThat(listed).allMatch(object -> object.size() == LARGE);
      assertThat(listed.stream().map(ColdObject::key)).isSorted().containsAll(acknowledged);
      assertThat(store.read(WriterProcess.key(firstKey)).orElseThrow())
          .containsOnly(kill)
          .hasSize(LARGE);
      assertThat(FileSystemColdStore.open(root).list("", "", 1)).hasSize(1);
    }

    new Staging(root).removeLeftovers(Instant.now().plus(Duration.ofDays(2)));
    assertThat(root.resolve(".staging")).isEmptyDirectory();
    assertThat(namesOf(root)).containsOnly(1);
  }

  private static List<String> linesOf(Process process) {
    return process.inputReader().lines().toList();
  }

  /** How many names each object's file has. */
  private static List<Integer> namesOf(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("4"))) {
      List<Integer> names = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        names.add(FileFacts.of(file).links());
      }
      return names;
    }
  }
}
