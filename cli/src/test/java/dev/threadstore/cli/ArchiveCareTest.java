package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cli.CommandLineRun.Result;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gc} and {@code verify}, on the files of a real folder. */
class ArchiveCareTest {
  private static final String NEWEST = "threads/default/%s/snapshots/999999999999999996";

  @TempDir private Path folder;

  private CommandLineRun threadctl;

  @BeforeEach
  void start() {
    threadctl = new CommandLineRun(folder, "--data", "data", "--cold", "cold");
  }

  /** A thread with four snapshots. */
  private void thread(String id) {
    for (int i = 1; i <= 4; i++) {
      String message = "{\"id\":\"m%d\",\"role\":\"user\",\"content\":\"%d\"}".formatted(i, i);
      threadctl.run("append", id, message, "--create").isOk();
      threadctl.run("flush", id).isOk();
    }
  }

  /** What an attempt to write snapshot 1 has left: 100 bytes to which nothing refers. */
  private String leftOver(String id) {
    String key = "threads/default/" + id + "/segments/1-0-9-abc";
    try (ColdStore cold = FileSystemColdStore.open(folder.resolve("cold"))) {
      cold.create(key, new byte[100]);
    }
    return key;
  }

  private boolean isThere(String key) {
    try (ColdStore cold = FileSystemColdStore.open(folder.resolve("cold"))) {
      return cold.read(key).isPresent();
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("cold"))) {
      return all.filter(file -> file.toString().contains("snapshots"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private void damageNewest(String id) throws IOException {
    Path newest =
        files().stream().filter(file -> file.toString().contains(id)).findFirst().orElseThrow();
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 1] ^= 1;
    Files.write(newest, bytes);
  }

  @Test
  void gc_withoutDelete_saysWhatCouldGoAndChangesNothing() {
    thread("a");
    String leftOver = leftOver("a");
    Result result = threadctl.run("gc", "a").isOk();
    assertThat(result.line())
        .isEqualTo("a: 0 snapshots, 1 segment, 0 pins, 100 B could be removed");
    assertThat(result.err()).isEqualTo("nothing was changed; --delete removes it\n");
    assertThat(isThere(leftOver)).isTrue();
  }

  @Test
  void gc_nothingToRemove_saysWhatStays() {
    thread("a");
    assertThat(threadctl.run("gc", "a").isOk().line())
        .isEqualTo(
            "a: 0 snapshots, 0 segments, 0 pins, 0 B could be removed; 4 objects stay: the newest"
                + " snapshots, those of the last 24 hours, and what they need");
  }

  @Test
  void gc_withDelete_removesIt() {
    thread("a");
    String leftOver = leftOver("a");
    assertThat(threadctl.run("--json", "gc", "a", "--delete").isOk().lines())
        .containsExactly(
            "{\"id\":\"a\",\"snapshots\":0,\"segments\":1,\"pins\":0,\"bytes\":100,"
                + "\"remaining\":4,\"pinned\":0,\"damaged\":null}",
            "{\"threads\":1,\"deleted\":true,\"snapshots\":0,\"segments\":1,\"pins\":0,"
                + "\"bytes\":100,\"damaged\":0,\"failed\":0}");
    assertThat(isThere(leftOver)).isFalse();
    assertThat(threadctl.run("export", "a").isOk().line()).contains("m1", "m4");
  }

  @Test
  void gc_all_reachesDeletedThreadsAndAddsUp() {
    thread("a");
    thread("b");
    threadctl.run("delete", "b").isOk();
    leftOver("a");
    leftOver("b");
    assertThat(threadctl.run("gc", "--all", "--delete").isOk().line())
        .isEqualTo("2 threads: 0 snapshots, 2 segments, 0 pins, 200 B removed");
    Result again = threadctl.run("gc", "--all").isOk();
    assertThat(again.line())
        .isEqualTo("2 threads: 0 snapshots, 0 segments, 0 pins, 0 B could be removed");
    assertThat(again.err()).isEmpty();
  }

  @Test
  void gc_damagedSnapshot_keepsTheSegmentsAndIsNamed() throws Exception {
    thread("a");
    thread("b");
    String leftOver = leftOver("a");
    leftOver("b");
    damageNewest("a");
    Result result = threadctl.run("gc", "--all", "--delete").endsWith(ExitCode.DAMAGED);
    assertThat(result.line()).isEqualTo("2 threads: 0 snapshots, 1 segment, 0 pins, 100 B removed");
    assertThat(result.err())
        .startsWith("threadctl: a: damaged or missing, so all segments stay: key=")
        .contains(NEWEST.formatted("a"), "threadctl restore", "gc ID --keep 1 --delete");
    assertThat(isThere(leftOver)).isTrue();
  }

  @Test
  void hydrate_lostSegment_isToldHowToSaveWhatPrecedesIt() throws Exception {
    String mebibyte = "x".repeat(1 << 20);
    String messages =
        IntStream.range(0, 12)
            .mapToObj(i -> "{\"id\":\"m%d\",\"content\":\"%s\"}".formatted(i, mebibyte))
            .collect(Collectors.joining(","));
    String line = "{\"thread\":\"a\",\"messages\":[" + messages + "]}";
    threadctl.runWithInput(line, "import", "-").isOk();
    threadctl.run("flush", "a").isOk();
    Files.delete(lastSegment());
    Result damaged = threadctl.run("hydrate", "a").endsWith(ExitCode.DAMAGED);
    Matcher hint =
        Pattern.compile("threadctl fork ID NEW --at-position (\\d+)").matcher(damaged.err());
    assertThat(hint.find()).as(damaged.err()).isTrue();
    threadctl.run("fork", "a", "saved", "--at-position", hint.group(1)).isOk();
    assertThat(threadctl.run("show", "--tail", "1", "saved").isOk().out())
        .contains("#" + hint.group(1) + " ");
  }

  private Path lastSegment() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("cold"))) {
      return all.filter(file -> file.toString().contains("/segments/"))
          .max(Comparator.comparing(ArchiveCareTest::firstPosition))
          .orElseThrow();
    }
  }

  private static int firstPosition(Path segment) {
    return Integer.parseInt(segment.getFileName().toString().split("-", -1)[1]);
  }

  @Test
  void gc_unknownThread_isNotFound() {
    threadctl.run("gc", "nope").endsWith(ExitCode.NOT_FOUND);
    threadctl.run("verify", "nope").endsWith(ExitCode.NOT_FOUND);
  }

  @Test
  void verify_intactThreads_isOk() {
    thread("a");
    thread("b");
    threadctl.run("delete", "b").isOk();
    threadctl.run("append", "hot", "{}", "--create").isOk();
    assertThat(threadctl.run("verify", "a", "hot").isOk().lines())
        .satisfiesExactly(
            a -> assertThat(a).startsWith("a: intact (4 objects, "),
            hot -> assertThat(hot).isEqualTo("hot: intact (0 objects, 0 B)"));
    assertThat(threadctl.run("verify", "--all").isOk().line())
        .matches("2 threads, 9 objects, .* read: all intact");
  }

  @Test
  void verify_damagedObject_isNamed() throws Exception {
    thread("a");
    thread("b");
    damageNewest("b");
    assertThat(threadctl.run("verify", "--all").endsWith(ExitCode.DAMAGED).lines())
        .satisfiesExactly(
            b -> assertThat(b).startsWith("b: damaged (4 objects, "),
            object ->
                assertThat(object)
                    .startsWith("  " + NEWEST.formatted("b") + ": object is torn or corrupted"),
            total -> assertThat(total).endsWith("read: 1 object of 1 thread damaged"));
    assertThat(threadctl.run("verify", "a", "b", "nope").endsWith(ExitCode.DAMAGED).lines())
        .hasSize(3);
    assertThat(threadctl.run("--json", "verify", "b").endsWith(ExitCode.DAMAGED).lines())
        .satisfiesExactly(
            object ->
                assertThat(object)
                    .startsWith(
                        "{\"id\":\"b\",\"key\":\"" + NEWEST.formatted("b") + "\",\"problem\":"),
            total ->
                assertThat(total)
                    .startsWith("{\"threads\":1,\"objects\":4,\"bytes\":")
                    .endsWith("\"damaged_threads\":1,\"damaged_objects\":1,\"failed\":0}"));
  }

  @Test
  void verify_storeThatFails_isUnavailable() throws Exception {
    thread("a");
    thread("b");
    damageNewest("a");
    Path unreadable = files().get(files().size() - 1);
    Files.delete(unreadable);
    Files.createDirectory(unreadable);
    assertThat(threadctl.run("verify", "a", "b").endsWith(ExitCode.UNAVAILABLE).err())
        .contains("threadctl: b: cold store failed");
  }
}
