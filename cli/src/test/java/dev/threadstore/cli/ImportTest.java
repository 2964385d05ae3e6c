package dev.threadstore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cli.CommandLineRun.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code import} and {@code export}, on the embedded Redis. */
class ImportTest {
  private static final String HI = "{\"role\":\"user\",\"content\":\"hi\"}";
  private static final String YES = "{\"role\":\"user\",\"content\":\"yes\"}";
  private static final String OWN = "{\"id\":\"msg_1\",\"role\":\"assistant\",\"content\":\"ok\"}";

  @TempDir private Path folder;

  private CommandLineRun threadctl;

  @BeforeEach
  void start() {
    threadctl = new CommandLineRun(folder, "--data", "data");
  }

  private static String conversation(String thread, String... messages) {
    return "{\"thread\":\"%s\",\"messages\":[%s]}".formatted(thread, String.join(",", messages));
  }

  private String file(String name, String... lines) throws IOException {
    Files.writeString(folder.resolve(name), String.join("\n", lines));
    return name;
  }

  private static String counts(int threads, int messages, int added, int known, int failed) {
    return "{\"threads\":%d,\"messages\":%d,\"added\":%d,\"known\":%d,\"failed\":%d}"
        .formatted(threads, messages, added, known, failed);
  }

  @Test
  void import_twice_addsNothingTheSecondTime() throws Exception {
    String file = file("f", conversation("a", YES, HI, YES, OWN), conversation("b", HI));
    assertThat(threadctl.run("import", file, "--json").isOk().line())
        .isEqualTo(counts(2, 5, 5, 0, 0));
    assertThat(threadctl.run("--json", "import", file).isOk().line())
        .isEqualTo(counts(2, 5, 0, 5, 0));
    assertThat(threadctl.run("import", file).isOk().line())
        .isEqualTo("2 threads, 5 messages: 0 added, 5 known, 0 failed");
  }

  @Test
  void import_conversationThatHasGrown_addsItsEnd() throws Exception {
    threadctl.run("import", file("f", conversation("a", YES, HI, YES))).isOk();
    String grown = conversation("a", YES, HI, YES, YES, HI);
    assertThat(threadctl.run("--json", "import", file("g", grown)).isOk().line())
        .isEqualTo(counts(1, 5, 2, 3, 0));
    assertThat(threadctl.run("export", "a").isOk().line()).isEqualTo(grown);
  }

  @Test
  void import_archivedThread_addsWhatIsNew() throws Exception {
    threadctl.run("import", file("f", conversation("a", HI))).isOk();
    threadctl.run("flush", "a").isOk();
    assertThat(
            threadctl.run("--json", "import", file("g", conversation("a", HI, YES))).isOk().line())
        .isEqualTo(counts(1, 2, 1, 1, 0));
    assertThat(threadctl.run("export", "a").line()).isEqualTo(conversation("a", HI, YES));
  }

  @Test
  void import_conversationInManyLines_isPutTogetherInOrder() throws Exception {
    String[] messages =
        IntStream.range(0, 30).mapToObj(i -> "{\"n\":" + i + "}").toArray(String[]::new);
    String[] lines = Arrays.stream(messages).map(m -> conversation("a", m)).toArray(String[]::new);
    assertThat(threadctl.run("--json", "import", file("f", lines)).isOk().line())
        .isEqualTo(counts(1, 30, 30, 0, 0));
    assertThat(threadctl.run("export", "a").line()).isEqualTo(conversation("a", messages));
  }

  @Test
  void import_badLines_areReportedByNumberAndSkipped() throws Exception {
    String file =
        file("f", conversation("a", HI), "", "{\"thread\":\"b\"", conversation("c", "3"), "[]");
    Result result = threadctl.run("--json", "import", file).endsWith(ExitCode.SOME_FAILED);
    assertThat(result.line()).isEqualTo(counts(1, 1, 1, 0, 3));
    assertThat(result.err().lines())
        .containsExactly(
            "threadctl: f:3: the JSON ends too early; skipped",
            "threadctl: f:4: message 0: not a JSON object; skipped",
            "threadctl: f:5: not a JSON object; skipped");
    assertThat(threadctl.run("--json", "list").lines()).hasSize(1);
  }

  @Test
  void import_badLineStrictly_writesNothingAtAll() throws Exception {
    String file = file("f", conversation("a", HI), conversation("b", HI, "3"));
    Result result =
        threadctl.run("--json", "import", "--strict", file).endsWith(ExitCode.SOME_FAILED);
    assertThat(result.line()).isEqualTo(counts(0, 0, 0, 0, 1));
    assertThat(result.err()).startsWith("threadctl: f:2: message 1: not a JSON object\n");
    assertThat(threadctl.run("--json", "list").isOk().out()).isEmpty();
  }

  @Test
  void import_goodLinesStrictly_areImported() throws Exception {
    assertThat(
            threadctl
                .runWithInput(conversation("a", HI), "--json", "import", "--strict", "-")
                .isOk()
                .line())
        .isEqualTo(counts(1, 1, 1, 0, 0));
  }

  @Test
  void import_pipe_canBeReadStrictly() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              try {
                Files.writeString(pipe, conversation("a", HI));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(threadctl.run("--json", "import", "--strict", "pipe").isOk().line())
        .isEqualTo(counts(1, 1, 1, 0, 0));
    writer.get(10, TimeUnit.SECONDS);
  }

  @Test
  void import_messageOverTheLimit_isABadLine() throws Exception {
    String big = "{\"content\":\"" + "x".repeat(9 << 20) + "\"}";
    Result result =
        threadctl
            .run("import", file("f", conversation("a", HI, big)))
            .endsWith(ExitCode.SOME_FAILED);
    assertThat(result.err()).contains("f:1: message 1: the message has 9437198 bytes");
    assertThat(threadctl.run("list").out()).isEmpty();
  }

  @Test
  void import_idThatCannotBeOne_isABadLine() throws Exception {
    String file = file("f", conversation(""), conversation("é".repeat(100)));
    assertThat(threadctl.run("import", file).endsWith(ExitCode.SOME_FAILED).err())
        .contains("f:1: `thread`: id is empty", "f:2: `thread`: encoded length");
  }

  @Test
  void import_otherMessageUnderAKnownId_isReportedAndNotTaken() throws Exception {
    threadctl.run("import", file("f", conversation("a", OWN))).isOk();
    String other = "{\"id\":\"msg_1\",\"content\":\"other\"}";
    Result result =
        threadctl
            .run("--json", "import", file("g", conversation("a", other, HI)))
            .endsWith(ExitCode.SOME_FAILED);
    assertThat(result.line()).isEqualTo(counts(1, 2, 1, 0, 1));
    assertThat(result.err()).contains("g:1: ", "msg_1");
    assertThat(threadctl.run("export", "a").line()).isEqualTo(conversation("a", OWN, HI));
  }

  @Test
  void import_messagesOfAThread_areOneConversation() throws Exception {
    Path zipped = folder.resolve("zipped");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      gzip.write((HI + "\nnot JSON\n" + YES).getBytes(UTF_8));
    }
    String plain = file("plain", HI, OWN);
    Result result =
        threadctl
            .run("--json", "import", "--thread", "a", "zipped", plain)
            .endsWith(ExitCode.SOME_FAILED);
    assertThat(result.line()).isEqualTo(counts(1, 4, 4, 0, 1));
    assertThat(result.err()).contains("zipped:2: not JSON");
    assertThat(threadctl.run("export", "a").line()).isEqualTo(conversation("a", HI, YES, HI, OWN));
  }

  @Test
  void import_gzipThatWasCutOff_importsWhatItCanAndFails() throws Exception {
    file("second", conversation("b", HI));
    Path cut = folder.resolve("cut");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(cut))) {
      gzip.write((conversation("a", HI) + "\n").getBytes(UTF_8));
    }
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(whole, whole.length - 4));
    Result result =
        threadctl.run("--json", "import", "cut", "second").endsWith(ExitCode.SOME_FAILED);
    assertThat(result.line()).isEqualTo(counts(2, 2, 2, 0, 1));
    assertThat(result.err()).contains("cut: cannot be read to its end");
  }

  @Test
  void import_state_isSetAndReplaced() throws Exception {
    String first = "{\"thread\":\"a\",\"messages\":[],\"state\":{\"n\":1.50}}";
    String second = "{\"thread\":\"a\",\"messages\":[],\"state\":{\"n\":2}}";
    threadctl.run("import", file("f", first)).isOk();
    assertThat(threadctl.run("export", "a").line()).isEqualTo(first);
    String version = threadctl.run("--json", "list").line();
    threadctl.run("import", "f").isOk();
    assertThat(threadctl.run("--json", "list").line()).isEqualTo(version);
    threadctl.run("import", file("g", second)).isOk();
    assertThat(threadctl.run("export", "a").line()).isEqualTo(second);
  }

  @Test
  void import_keysThatMeanNothing_areMentionedOnce() throws Exception {
    String line = "{\"thread\":\"a\",\"messages\":[],\"tags\":[]}";
    assertThat(threadctl.run("import", file("f", line, line)).isOk().err())
        .isEqualTo("threadctl: ignored the key `tags` of conversations\n");
  }

  @Test
  void export_archivedThread_leavesItArchived() throws Exception {
    String line = conversation("é/A 😀", HI);
    threadctl.run("import", file("f", line)).isOk();
    threadctl.run("flush", "--all").isOk();
    assertThat(threadctl.run("export", "--all").isOk().line()).isEqualTo(line);
    assertThat(threadctl.run("--json", "list").line()).contains("\"tier\":\"archived\"");
  }

  @Test
  void export_ofWhatWasExported_isTheSame() throws Exception {
    String[] lines = {
      conversation("b", YES, "{\"n\":[1.0,1e5,12345678901234567890,-0.0]}", YES),
      conversation("a", "{\"content\":\"\\ud800 é 😀 \\n\",\"id\":null}", OWN),
    };
    threadctl.run("import", file("f", lines)).isOk();
    String exported = threadctl.run("export", "a", "b", "a").isOk().out();
    assertThat(exported.lines()).containsExactly(lines[1], lines[0]);
    CommandLineRun elsewhere = new CommandLineRun(folder, "--data", "elsewhere");
    elsewhere.runWithInput(exported, "import", "-").isOk();
    assertThat(elsewhere.run("export", "a", "b").out()).isEqualTo(exported);
  }

  @Test
  void export_unknownThread_isNotFound() {
    assertThat(threadctl.run("export", "nope").endsWith(ExitCode.NOT_FOUND).out()).isEmpty();
  }
}
