package dev.threadstore.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.threadstore.testsupport.RedisServer.Ending;
import dev.threadstore.testsupport.RedisServer.Fsync;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisServerTest {
  private static final Duration LONG = Duration.ofSeconds(5);

  @TempDir Path folder;
  private final List<RedisServer> started = new ArrayList<>();

  @AfterEach
  void close() {
    started.forEach(RedisServer::close);
  }

  @ParameterizedTest
  @CsvSource({"V7_0, 7.0.", "V6_2, 6.2."})
  void start_version_thatOneAnswers(RedisVersion version, String prefix) throws IOException {
    RedisServer redis = start(RedisServer.builder().version(version));

    assertThat(call(redis, "INFO", "server"))
        .contains("redis_version:" + prefix)
        .contains("process_id:" + redis.pid() + "\r\n");
    assertThat(redis.uri()).hasToString("redis://127.0.0.1:" + redis.port());
    assertThat(redis.log()).contains("Ready to accept connections");
  }

  @Test
  void start_installedProgram_thatOneRuns() throws IOException {
    Path program = RedisBinary.of(RedisVersion.V6_2).extractTo(folder);

    RedisServer redis = start(RedisServer.builder().executable(program));

    assertThat(call(redis, "INFO", "server")).contains("executable:" + program);
  }

  @Test
  void start_noDataFolder_nothingIsSaved() throws IOException {
    RedisServer redis = start(RedisServer.builder());

    assertThat(setting(redis, "save")).isEmpty();
    assertThat(setting(redis, "appendonly")).isEqualTo("no");
    assertThat(setting(redis, "bind")).isEqualTo("127.0.0.1");
    assertThat(setting(redis, "protected-mode")).isEqualTo("yes");
  }

  @Test
  void start_settings_inForceAndLastOneWins() throws IOException {
    RedisServer redis =
        start(
            RedisServer.builder()
                .maxMemory(50_000_000, "volatile-lru")
                .appendOnly(Fsync.ALWAYS)
                .config("timeout 7")
                .config("timeout 8"));

    assertThat(setting(redis, "maxmemory")).isEqualTo("50000000");
    assertThat(setting(redis, "maxmemory-policy")).isEqualTo("volatile-lru");
    assertThat(setting(redis, "appendonly")).isEqualTo("yes");
    assertThat(setting(redis, "appendfsync")).isEqualTo("always");
    assertThat(setting(redis, "timeout")).isEqualTo("8");
  }

  @Test
  void start_faultyConfig_failsWithLogAndLeavesNothing() {
    long before = children();

    assertThatThrownBy(() -> RedisServer.builder().config("no-such-setting 1").start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no-such-setting");

    await().until(() -> children() == before);
  }

  @Test
  void start_portTaken_fails() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(LocalPorts.address(0));
      RedisServerBuilder builder = RedisServer.builder().port(taken.getLocalPort());

      assertThatThrownBy(builder::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("bind: Address");
    }
  }

  /** It would answer a PING as well as ours does. */
  @Test
  void start_portTakenByAnotherRedis_fails() {
    RedisServer first = start(RedisServer.builder());

    assertThatThrownBy(() -> RedisServer.builder().port(first.port()).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bind: Address");
  }

  @Test
  void start_loadsForLong_failsInTimeAndLeavesNothing() {
    long before = children();
    // Answers with errors, as one that loads its data does.
    RedisServerBuilder builder =
        RedisServer.builder().config("rename-command PING \"\"").startTime(Duration.ofMillis(300));
    long start = System.nanoTime();

    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in time");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
    await().until(() -> children() == before);
  }

  @Test
  void start_password_started() throws IOException {
    RedisServer redis = start(RedisServer.builder().config("requirepass secret"));

    try (RespConnection connection = new RespConnection(redis.port(), LONG)) {
      assertThat(connection.call("AUTH", "secret")).isEqualTo("OK");
    }
  }

  @Test
  void close_running_processAndFolderGone() {
    RedisServer redis = start(RedisServer.builder().appendOnly(Fsync.EVERY_SECOND));
    ProcessHandle process = ProcessHandle.of(redis.pid()).orElseThrow();
    assertThat(redis.folder()).exists();

    redis.close();
    redis.close();

    assertThat(process.isAlive()).isFalse();
    assertThat(redis.folder()).doesNotExist();
    assertThat(redis.isRunning()).isFalse();
    assertThatThrownBy(redis::restart).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(redis::pid).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void kill_thenRestart_samePortAndFolderOtherProcess() throws IOException {
    RedisServer redis = start(RedisServer.builder());
    call(redis, "SET", "k", "v");
    long pid = redis.pid();
    int port = redis.port();

    redis.kill();

    assertThat(redis.isRunning()).isFalse();
    assertThatThrownBy(() -> call(redis, "PING")).isInstanceOf(IOException.class);
    assertThatThrownBy(redis::kill).isInstanceOf(IllegalStateException.class);

    redis.restart();

    assertThat(redis.pid()).isNotEqualTo(pid);
    assertThat(redis.port()).isEqualTo(port);
    assertThat(call(redis, "GET", "k")).as("memory only").isEmpty();
  }

  @Test
  void kill_appendOnlyAlways_dataSurvives() throws IOException {
    RedisServer redis = start(RedisServer.builder().appendOnly(Fsync.ALWAYS));
    call(redis, "SET", "k", "v");

    redis.kill();
    redis.restart();

    assertThat(call(redis, "GET", "k")).isEqualTo("v");
  }

  @Test
  void stop_savesIfConfigured_killDoesNot() throws IOException {
    RedisServer redis = start(RedisServer.builder().config("save 3600 1"));
    call(redis, "SET", "saved", "v");
    redis.stop();
    redis.restart();
    assertThat(call(redis, "GET", "saved")).isEqualTo("v");

    call(redis, "SET", "lost", "v");
    redis.restart(); // ends by a kill, having no data folder

    assertThat(call(redis, "GET", "saved")).isEqualTo("v");
    assertThat(call(redis, "GET", "lost")).isEmpty();
  }

  @Test
  void close_dataFolder_savesAndNextOneHasIt() throws IOException {
    Path odd = Files.createDirectory(folder.resolve("a \"b\" \\c"));
    try (RedisServer redis = start(RedisServer.builder().dataFolder(odd))) {
      call(redis, "SET", "k", "v");
    }

    RedisServer next = start(RedisServer.builder().dataFolder(odd));

    assertThat(next.folder()).isEqualTo(odd);
    assertThat(call(next, "GET", "k")).isEqualTo("v");
  }

  @Test
  void start_dataFolderInUse_refused() {
    start(RedisServer.builder().dataFolder(folder));

    assertThatThrownBy(() -> RedisServer.builder().dataFolder(folder).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use");
  }

  @Test
  void pause_noAnswersUntilResume() throws IOException {
    RedisServer redis = start(RedisServer.builder());

    redis.pause();
    assertThatThrownBy(() -> callWithin(Duration.ofMillis(200), redis, "PING"))
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(redis.isRunning()).isTrue();

    redis.resume();
    assertThat(call(redis, "PING")).isEqualTo("PONG");
  }

  @ParameterizedTest
  @CsvSource({"GRACEFUL", "KILL"})
  void close_paused_ends(Ending ending) {
    RedisServer redis = start(RedisServer.builder().ending(ending));
    redis.pause();
    long start = System.nanoTime();

    redis.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
  }

  @Test
  void close_cannotSave_killedInTheEnd() throws IOException {
    RedisServer redis = start(saving(RedisServer.builder()));
    call(redis, "SET", "k", "v");
    Files.createDirectory(redis.folder().resolve("dump.rdb"));
    ProcessHandle process = ProcessHandle.of(redis.pid()).orElseThrow();

    redis.close();

    assertThat(process.isAlive()).isFalse();
  }

  /** Saves at its end; a folder in the place of {@code dump.rdb} prevents it. */
  static RedisServerBuilder saving(RedisServerBuilder builder) {
    return builder.config("save 3600 1").ending(Ending.GRACEFUL).endTime(Duration.ofMillis(500));
  }

  @Test
  void serverEndsOnItsOwn_seen() {
    RedisServer redis = start(RedisServer.builder());

    assertThatThrownBy(() -> call(redis, "SHUTDOWN", "NOSAVE")).isInstanceOf(IOException.class);

    await().until(() -> !redis.isRunning());
    assertThatThrownBy(redis::pause).isInstanceOf(IllegalStateException.class);
    assertThatCode(redis::restart).doesNotThrowAnyException();
    assertThat(redis.isRunning()).isTrue();
  }

  @Test
  void anyMethod_interruptedThread_doesNotHang() {
    RedisServer redis = start(RedisServer.builder());
    long pid = redis.pid();

    Thread.currentThread().interrupt();
    assertThatThrownBy(redis::close).isInstanceOf(IllegalStateException.class);

    assertThat(Thread.interrupted()).as("flag").isTrue();
    assertThat(redis.folder()).doesNotExist();
    await().until(() -> ProcessHandle.of(pid).isEmpty());
  }

  private RedisServer start(RedisServerBuilder builder) {
    RedisServer redis = builder.start();
    started.add(redis);
    return redis;
  }

  private static long children() {
    return ProcessHandle.current().descendants().count();
  }

  private static String setting(RedisServer redis, String name) throws IOException {
    return call(redis, "CONFIG", "GET", name).substring(name.length() + 1);
  }

  private static String call(RedisServer redis, String... command) throws IOException {
    return callWithin(LONG, redis, command);
  }

  private static String callWithin(Duration time, RedisServer redis, String... command)
      throws IOException {
    try (RespConnection connection = new RespConnection(redis.port(), time)) {
      return connection.call(command);
    }
  }
}
