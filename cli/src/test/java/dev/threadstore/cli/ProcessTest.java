package dev.threadstore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** threadctl as processes: two at once, one that is stopped, one that is killed. */
class ProcessTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final List<Process> started = new ArrayList<>();
  private Path err;

  @BeforeEach
  void prepare() {
    err = folder.resolve("err");
  }

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // As ./threadctl does: newer JVMs warn otherwise.
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Threadctl.class.getName(),
                "--data",
                folder.resolve("data").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static int await(Process process) throws Exception {
    assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private DataFolder hold(String command) {
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            new ByteArrayOutputStream(),
            false);
    return DataFolder.take(folder.resolve("data"), command, LONG, terminal);
  }

  @Test
  void stateSet_fromAPipe_isRead() throws Exception {
    Path lines = folder.resolve("lines");
    Files.writeString(lines, "{\"thread\":\"a\",\"messages\":[]}\n");
    assertThat(await(start("import", lines.toString()))).isZero();
    Process set = start("state", "set", "a", "-");
    try (OutputStream in = set.getOutputStream()) {
      in.write("{\"step\":1}".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(await(set)).isZero();
  }

  @Test
  void list_whileAnotherProcessHasTheFolder_waitsForIt() throws Exception {
    Process second;
    try (DataFolder first = hold("import")) {
      assertThat(first).isNotNull();
      second = start("--wait", "60s", "--json", "list");
      Awaitility.await().atMost(LONG).until(() -> Files.readString(err).contains("waiting for"));
      assertThat(second.isAlive()).isTrue();
    }
    assertThat(await(second)).isEqualTo(ExitCode.OK.number());
    assertThat(err)
        .hasContent(
            "waiting for threadctl import (pid %d), which uses %s"
                .formatted(ProcessHandle.current().pid(), folder.resolve("data")));
  }

  @Test
  void list_whileAnotherProcessKeepsTheFolder_saysWhoHasIt() throws Exception {
    try (DataFolder first = hold("import")) {
      assertThat(first).isNotNull();
      assertThat(await(start("--wait", "0s", "list"))).isEqualTo(ExitCode.LOCKED.number());
      assertThat(err).content().contains("threadctl import (pid " + ProcessHandle.current().pid());
    }
  }

  /** An export that nobody reads: it has all open, and stays until it is stopped. */
  private Process startExport() throws IOException {
    List<String> lines =
        IntStream.range(0, 50)
            .mapToObj(
                i ->
                    "{\"thread\":\"t%d\",\"messages\":[{\"content\":\"%s\"}]}"
                        .formatted(i, "x".repeat(10_000)))
            .toList();
    Files.write(folder.resolve("lines"), lines);
    threadctl().run("import", "lines").isOk();
    Process export = start("export", "--all");
    assertThat(export.getInputStream().read()).isEqualTo('{');
    return export;
  }

  private CommandLineRun threadctl() {
    return new CommandLineRun(folder, "--data", folder.resolve("data").toString());
  }

  /** Whether the embedded Redis runs that was the last to use the folder. */
  private boolean isRedisRunning() throws IOException {
    String holder = Files.readString(folder.resolve("data/redis/redis.server"));
    long pid = Long.parseLong(holder.substring(0, holder.indexOf(' ')));
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static void send(String signal, Process process) throws Exception {
    new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid()))
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Ctrl-C sends INT, which a process ignores for life if a shell has started it with nohup. */
  private static List<Arguments> stopSignals() throws IOException {
    Arguments term = Arguments.of("TERM", 128 + 15);
    Arguments interrupt = Arguments.of("INT", ExitCode.INTERRUPTED.number());
    return isInterruptIgnoredHere() ? List.of(term) : List.of(term, interrupt);
  }

  private static boolean isInterruptIgnoredHere() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow();
    int lowest = Integer.parseInt(ignored.substring(ignored.length() - 1), 16);
    return (lowest & 1 << (2 - 1)) != 0;
  }

  @ParameterizedTest
  @MethodSource("stopSignals")
  void stop_inTheMiddle_stopsAllAndSaysNothing(String signal, int exitCode) throws Exception {
    Process export = startExport();
    assertThat(isRedisRunning()).isTrue();
    send(signal, export);
    assertThat(await(export)).isEqualTo(exitCode);
    assertThat(isRedisRunning()).isFalse();
    assertThat(err).isEmptyFile();
    assertThat(threadctl().run("--wait", "0s", "--json", "list").isOk().lines()).hasSize(50);
  }

  @ParameterizedTest
  @MethodSource("stopSignals")
  void stop_whileManyThreadsAreChanged_saysHowToGoOn(String signal, int exitCode) throws Exception {
    List<String> ids = IntStream.range(0, 600).mapToObj(i -> "x".repeat(180) + i).toList();
    List<String> lines =
        ids.stream().map(id -> "{\"thread\":\"%s\",\"messages\":[]}".formatted(id)).toList();
    Files.write(folder.resolve("lines"), lines);
    threadctl().run("import", "lines").isOk();
    List<String> command = new ArrayList<>(ids);
    command.add(0, "hydrate");
    Process hydrate = start(command.toArray(String[]::new));
    // The results are more than a pipe holds: it stays until they are read, or it is stopped.
    assertThat(hydrate.getInputStream().read()).isEqualTo('x');
    send(signal, hydrate);
    assertThat(await(hydrate)).isEqualTo(exitCode);
    assertThat(err).hasContent("threadctl: stopped; what is done stays; run it again to go on");
  }

  @ParameterizedTest
  @MethodSource("stopSignals")
  void stop_ofAnArchiver_isItsEndAndNoFailure(String signal, int ignored) throws Exception {
    threadctl().run("append", "a", "{}", "--create").isOk();
    Process archiver = start("archive", "--idle", "0s", "--interval", "100ms");
    BufferedReader out = archiver.inputReader(UTF_8);
    assertThat(out.readLine()).startsWith("1 archived, ");
    send(signal, archiver);
    assertThat(await(archiver)).isEqualTo(ExitCode.OK.number());
    assertThat(out.lines())
        .singleElement()
        .asString()
        .matches("in all: 1 archived, [0-9]+ B written, in [0-9]+ passes");
    assertThat(err).isEmptyFile();
    assertThat(isRedisRunning()).isFalse();
    assertThat(threadctl().run("--wait", "0s", "--json", "list").isOk().line())
        .contains("\"tier\":\"archived\"");
  }

  @Test
  void archiver_whoseOutputNobodyReadsAnyMore_ends() throws Exception {
    Process archiver = start("--json", "archive", "--idle", "0s", "--interval", "100ms");
    archiver.getInputStream().close();
    assertThat(await(archiver)).isEqualTo(ExitCode.OUTPUT_CLOSED.number());
    assertThat(err).isEmptyFile();
    assertThat(isRedisRunning()).isFalse();
  }

  @Test
  void kill_inTheMiddle_leavesNothingRunningAndLosesNothing() throws Exception {
    Process export = startExport();
    send("KILL", export);
    await(export);
    assertThat(threadctl().run("--json", "list").isOk().lines()).hasSize(50);
    Awaitility.await().atMost(LONG).until(() -> !isRedisRunning());
  }

  @Test
  void output_thatNobodyReadsAnyMore_endsTheCommandSilently() throws Exception {
    Process export = startExport();
    export.getInputStream().close();
    assertThat(await(export)).isEqualTo(ExitCode.OUTPUT_CLOSED.number());
    assertThat(err).isEmptyFile();
    assertThat(isRedisRunning()).isFalse();
  }

  @Test
  void output_inAnyLocale_isUtf8() throws Exception {
    threadctl().runWithInput("{\"thread\":\"é😀\",\"messages\":[]}", "import", "-").isOk();
    Process list = start("--json", "list");
    String out = new String(list.getInputStream().readAllBytes(), UTF_8);
    assertThat(await(list)).isZero();
    assertThat(out).contains("\"id\":\"é😀\"");
  }
}
