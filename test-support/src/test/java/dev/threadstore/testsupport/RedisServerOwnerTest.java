package dev.threadstore.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server does not outlive the JVM that started it. */
class RedisServerOwnerTest {
  private static final Duration LONG = Duration.ofSeconds(5);

  @TempDir Path folder;
  private @Nullable OwnerProcess started;

  /** And waits for its server, which may still write into a folder that is removed next. */
  @AfterEach
  void killOwner() throws InterruptedException {
    OwnerProcess owner = started;
    if (owner != null) {
      owner.kill();
      await().until(() -> !owner.isRedisRunning());
    }
  }

  @Test
  void jvmKilled_serverAndFolderGone() throws Exception {
    OwnerProcess owner = start();
    assertThat(owner.isRedisRunning()).isTrue();
    assertThat(owner.folder()).exists();

    owner.kill();

    await().until(() -> !owner.isRedisRunning());
    await().until(() -> !Files.exists(owner.folder()));
  }

  @Test
  void jvmExits_serverAndFolderGone() throws Exception {
    OwnerProcess owner = start();

    owner.exit();

    await().until(() -> !owner.isRedisRunning());
    await().until(() -> !Files.exists(owner.folder()));
  }

  @Test
  void jvmKilled_serverPaused_gone() throws Exception {
    OwnerProcess owner = start(folder.toString());
    signal("STOP", owner.redis().pid());

    owner.kill();

    await().until(() -> !owner.isRedisRunning());
  }

  @Test
  void jvmKilled_serverCannotSave_killedInTheEnd() throws Exception {
    OwnerProcess owner = start("saving");
    try (RespConnection redis = new RespConnection(owner.port(), LONG)) {
      redis.call("SET", "k", "v");
    }
    Files.createDirectory(owner.folder().resolve("dump.rdb"));

    owner.kill();

    await().until(() -> !owner.isRedisRunning());
  }

  @Test
  void start_dataFolderOfAnotherJvm_refused() throws Exception {
    start(folder.toString());
    long start = System.nanoTime();

    assertThatThrownBy(() -> RedisServer.builder().dataFolder(folder).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).as("at once").isLessThan(LONG);
  }

  /**
   * As Ctrl-C in a terminal, the end of one, and {@code timeout} do: the signal goes to all
   * processes of a group, and only the JVM may react to it.
   */
  @ParameterizedTest
  @ValueSource(strings = {"INT", "HUP", "TERM"})
  void signalToTheGroup_guardAndServerStay(String name) throws Exception {
    OwnerProcess owner = start();
    ProcessHandle guard = owner.redis().parent().orElseThrow();

    signal(name, guard.pid());
    guard
        .children()
        .filter(child -> child.pid() != owner.redis().pid())
        .forEach(child -> signal(name, child.pid()));
    assertThat(processGroup(owner.redis().pid()))
        .as("out of reach of the terminal")
        .isNotEqualTo(processGroup(guard.pid()));

    try (RespConnection redis = new RespConnection(owner.port(), LONG)) {
      assertThat(redis.call("PING")).isEqualTo("PONG");
    }
    owner.kill();
    await().until(() -> !owner.isRedisRunning());
  }

  @Test
  void guardKilled_jvmEnds_serverGone() throws Exception {
    OwnerProcess owner = start();
    signal("KILL", owner.redis().parent().orElseThrow().pid());

    owner.kill();

    await().until(() -> !owner.isRedisRunning());
  }

  @Test
  void jvmKilled_dataFolder_nextServerWaitsAndHasAllData() throws Exception {
    OwnerProcess owner = start(folder.toString());
    try (RespConnection redis = new RespConnection(owner.port(), LONG)) {
      redis.call("EVAL", "for i = 1, 200000 do redis.call('SET', 'k' .. i, i) end", "0");
      redis.call("SET", "last", "v");
    }

    owner.kill();
    try (RedisServer next =
        RedisServer.builder()
            .dataFolder(folder)
            .appendOnly(RedisServer.Fsync.EVERY_SECOND)
            .start()) {
      assertThat(owner.isRedisRunning()).isFalse();
      try (RespConnection redis = new RespConnection(next.port(), LONG)) {
        assertThat(redis.call("GET", "last")).isEqualTo("v");
        assertThat(redis.call("DBSIZE")).isEqualTo("200001");
      }
    }
  }

  private OwnerProcess start(String... args) throws IOException {
    started = OwnerProcess.start(args);
    return started;
  }

  private static String processGroup(long pid) throws Exception {
    Process ps = new ProcessBuilder("ps", "-o", "pgid=", "-p", "" + pid).start();
    return ps.inputReader().readLine().strip();
  }

  private static void signal(String name, long pid) {
    try {
      assertThat(new ProcessBuilder("kill", "-s", name, "" + pid).start().waitFor()).isZero();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
