package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cli.CommandLineRun.Result;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor}: what it says of a setup, and how it ends. */
class DoctorTest {
  @TempDir private Path folder;

  private CommandLineRun on(RedisServer redis) {
    return new CommandLineRun(folder, "--redis", redis.uri().toString(), "--cold", "cold");
  }

  @Test
  void doctor_ofTheEmbeddedDefaults_findsNothingToDo() {
    CommandLineRun threadctl = new CommandLineRun(folder, "--data", "data");
    threadctl.run("append", "a", "{}", "--create").isOk();
    assertThat(threadctl.run("--json", "doctor").isOk().lines())
        .hasSizeGreaterThan(12)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("{\"level\":\"fit\",\"subject\":")
                    .endsWith(",\"risk\":\"\",\"remedy\":\"\"}"));
    assertThat(threadctl.run("doctor").isOk().out())
        .startsWith("LEVEL  SUBJECT")
        .contains("0 of 1 hot threads stand in no index")
        .doesNotContain("why:");
  }

  @Test
  void doctor_onlyCautions_isOkAndSaysWhatToDo() {
    try (RedisServer redis = RedisServer.start()) {
      assertThat(on(redis).run("doctor").isOk().out())
          .endsWith(
              """

              caution: redis %d persistence
                why: G1: a restart loses what was changed since the last flush of each thread
                do:  set appendonly yes
              """
                  .formatted(redis.port()));
    }
  }

  @Test
  void doctor_somethingUnfit_saysSoByItsExitCode() {
    try (RedisServer redis = RedisServer.builder().maxMemory(1L << 30, "allkeys-lru").start()) {
      Result result = on(redis).run("--json", "doctor").endsWith(ExitCode.SOME_FAILED);
      assertThat(result.lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .startsWith("{\"level\":\"unfit\",")
                      .contains("eviction policy", "\"risk\":\"G6: ", "noeviction"));
    }
  }

  @Test
  void doctor_threadInNoIndex_isFoundAndMendedByAnArchiver() {
    try (RedisServer redis = RedisServer.start();
        RedisClient client = RedisClient.create(redis.uri().toString())) {
      RedisCommands<String, String> commands = client.connect().sync();
      CommandLineRun threadctl = on(redis);
      threadctl.run("append", "a", "{}", "--create").isOk();
      threadctl.run("append", "b", "{}", "--create").isOk();
      commands.keys("ts:{default::*}:active").forEach(key -> commands.zrem(key, "a"));
      assertThat(threadctl.run("doctor").isOk().out())
          .contains("1 of 2 hot threads stand in no index", "caution: index of threads\n");
      threadctl.run("archive", "--once").isOk();
      assertThat(threadctl.run("doctor").isOk().out())
          .contains("0 of 2 hot threads stand in no index");
    }
  }

  @Test
  void doctor_noColdStore_saysSo() {
    try (RedisServer redis = RedisServer.start()) {
      CommandLineRun threadctl =
          new CommandLineRun(folder, "--redis", redis.uri().toString(), "--cold", "none");
      assertThat(threadctl.run("doctor").isOk().out())
          .contains("caution: cold store\n")
          .doesNotContain("index of threads");
    }
  }
}
