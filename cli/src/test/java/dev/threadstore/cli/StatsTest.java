package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cli.CommandLineRun.Result;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stats}: what it counts, and that counting is no use. */
class StatsTest {
  @TempDir private Path folder;

  private CommandLineRun on(RedisServer redis) {
    return new CommandLineRun(folder, "--redis", redis.uri().toString(), "--cold", "cold");
  }

  private static void thread(CommandLineRun threadctl, String id, int kilobytes) {
    String content = "x".repeat(kilobytes * 1000);
    threadctl
        .run("append", id, "{\"id\":\"m1\",\"content\":\"%s\"}".formatted(content), "--create")
        .isOk();
  }

  private long archivedBytes() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("cold"))) {
      return files
          .filter(file -> file.toString().contains("snapshots"))
          .filter(Files::isRegularFile)
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private static long number(String json, String key) {
    return Long.parseLong(json.replaceFirst(".*\"" + key + "\":([0-9]+).*", "$1"));
  }

  @Test
  void stats_ofBothTiers_countsWhatIsThere() throws IOException {
    try (RedisServer redis = RedisServer.start()) {
      CommandLineRun threadctl = on(redis);
      thread(threadctl, "small", 1);
      thread(threadctl, "kept", 5);
      thread(threadctl, "large", 200);
      thread(threadctl, "archived", 3);
      threadctl.run("-n", "other", "append", "x", "{}", "--create").isOk();
      threadctl.run("flush", "--keep", "kept").isOk();
      threadctl.run("flush", "archived").isOk();
      Result stats = threadctl.run("--json", "stats", "--largest", "1").isOk();
      assertThat(stats.lines()).hasSize(4);
      String hot = stats.lines().get(0);
      assertThat(hot)
          .startsWith(
              "{\"tier\":\"hot\",\"threads\":3,\"unarchived\":2,\"archived\":1,\"busy\":0,"
                  + "\"damaged\":0,\"messages\":3,\"bytes\":")
          .endsWith(
              "\"ages\":{\"< 1m\":3,\"< 10m\":0,\"< 1h\":0,\"< 1d\":0,\"< 7d\":0,"
                  + "\"< 30d\":0,\"older\":0}}");
      assertThat(number(hot, "bytes")).isBetween(200_000L, 400_000L);
      String archived = stats.lines().get(1);
      assertThat(archived)
          .startsWith("{\"tier\":\"archived\",\"threads\":2,\"objects\":2,\"bytes\":");
      assertThat(number(archived, "bytes")).isEqualTo(archivedBytes());
      assertThat(stats.lines().get(2))
          .startsWith("{\"namespace\":\"default\",\"id\":\"large\",\"largest_of\":\"hot\",")
          .contains("\"messages\":1,");
      assertThat(stats.lines().get(3)).contains("\"largest_of\":\"archived\"", "\"objects\":1,");
    }
  }

  @Test
  void stats_asText_hasBarsAndTheLargestFirst() {
    CommandLineRun threadctl = new CommandLineRun(folder, "--data", "data");
    assertThat(threadctl.run("stats").isOk().out())
        .isEqualTo(
            """
            hot: 0 threads, 0 messages, about 0 B of memory
            archived: 0 threads, 0 objects, 0 B
            """);
    thread(threadctl, "a", 1);
    thread(threadctl, "b", 50);
    assertThat(threadctl.run("stats").isOk().lines())
        .satisfies(
            lines -> {
              assertThat(lines.get(0))
                  .matches(
                      "hot: 2 threads, 2 messages, about [0-9.]+ kB of memory; 2 unarchived;"
                          + " unused for");
              assertThat(lines.get(1)).isEqualTo("  < 1m   2  " + "#".repeat(40));
              assertThat(lines.get(8)).isEqualTo("archived: 0 threads, 0 objects, 0 B");
              assertThat(lines.get(9)).startsWith("LARGEST  TIER  BYTES");
              assertThat(lines.get(10)).startsWith("b        hot ");
              assertThat(lines.get(11)).startsWith("a        hot ");
            })
        .hasSize(12);
  }

  @Test
  void stats_ofThreadsNobodyUses_doesNotCountAsUse() {
    try (RedisServer redis = RedisServer.start();
        RedisClient client = RedisClient.create(redis.uri().toString())) {
      RedisCommands<String, String> commands = client.connect().sync();
      CommandLineRun threadctl = on(redis);
      thread(threadctl, "a", 1);
      threadctl.run("flush", "--keep", "a").isOk();
      String head = "ts:{default:a}:head";
      commands.hset(head, "changed", "1");
      commands.pexpire(head, 3_600_000);
      for (int i = 0; i < 2; i++) {
        // Of a TTL of 24 hours 23 have passed.
        assertThat(threadctl.run("--json", "stats").isOk().lines().get(0)).contains("\"< 1d\":1,");
      }
      assertThat(commands.pttl(head)).isBetween(1L, 3_600_000L);
    }
  }

  @Test
  void stats_whereMemoryIsNotTold_saysSo() {
    try (RedisServer redis = RedisServer.start();
        RedisClient client = RedisClient.create(redis.uri().toString())) {
      thread(on(redis), "a", 1);
      client
          .connect()
          .sync()
          .dispatch(
              CommandType.ACL,
              new StatusOutput<>(StringCodec.UTF8),
              new CommandArgs<>(StringCodec.UTF8).add("SETUSER").add("default").add("-memory"));
      assertThat(on(redis).run("stats").isOk().out())
          .startsWith("hot: 1 thread, 1 message, memory not told");
      assertThat(on(redis).run("--json", "stats").isOk().lines().get(0))
          .contains("\"bytes\":null,");
    }
  }

  @Test
  void stats_withoutColdStore_isOfRedisAlone() {
    try (RedisServer redis = RedisServer.start()) {
      CommandLineRun threadctl =
          new CommandLineRun(folder, "--redis", redis.uri().toString(), "--cold", "none");
      thread(threadctl, "a", 1);
      assertThat(threadctl.run("--json", "stats", "--largest", "0").isOk().line())
          .contains("\"tier\":\"hot\"", "\"unarchived\":1,");
    }
  }
}
