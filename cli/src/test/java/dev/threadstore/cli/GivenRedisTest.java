package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.testsupport.RedisCluster;
import dev.threadstore.testsupport.RedisServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a Redis that somebody else runs. */
class GivenRedisTest {
  @TempDir private Path folder;

  @Test
  void demo_onAGivenRedis_leavesNoDataFolder() {
    try (RedisServer redis = RedisServer.start()) {
      CommandLineRun threadctl =
          new CommandLineRun(folder)
              .withEnvironment(
                  Map.of("THREADCTL_REDIS", redis.uri().toString(), "THREADCTL_COLD", "cold"));
      threadctl.run("demo").isOk();
      assertThat(folder).isDirectoryNotContaining(f -> f.endsWith(".threadctl"));
      assertThat(threadctl.run("-n", "demo", "--json", "list").isOk().lines()).hasSize(2);
    }
  }

  @Test
  void demo_onACluster_isGood() {
    try (RedisCluster cluster = RedisCluster.start()) {
      String node = cluster.uris().get(0).toString();
      new CommandLineRun(folder, "--redis", node, "--cluster", "--cold", "cold").run("demo").isOk();
    }
  }

  /** Threads and the parts of the index stand on different masters. */
  @Test
  void commandsOnAllThreads_onACluster_reachAllMasters() {
    try (RedisCluster cluster = RedisCluster.start()) {
      String node = cluster.uris().get(0).toString();
      CommandLineRun threadctl =
          new CommandLineRun(folder, "--redis", node, "--cluster", "--cold", "cold");
      List<String> lines =
          IntStream.range(0, 30)
              .mapToObj("{\"thread\":\"t%d\",\"messages\":[{}]}"::formatted)
              .toList();
      threadctl.runWithInput(String.join("\n", lines), "import", "-").isOk();
      assertThat(threadctl.run("--json", "stats").isOk().lines().get(0))
          .contains("\"threads\":30,\"unarchived\":30,", "\"messages\":30,");
      assertThat(threadctl.run("doctor").isOk().out())
          .contains("0 of 30 hot threads stand in no index", "every command that scripts call");
      assertThat(threadctl.run("--json", "archive", "--dry-run", "--idle", "0s").isOk().lines())
          .hasSize(31);
      assertThat(threadctl.run("archive", "--once", "--idle", "0s").isOk().line())
          .startsWith("30 archived, ");
      assertThat(threadctl.run("--json", "stats").isOk().lines().get(1))
          .startsWith("{\"tier\":\"archived\",\"threads\":30,\"objects\":30,");
    }
  }

  @Test
  void anyCommand_onARedisThatIsGone_isUnavailable() {
    String uri;
    try (RedisServer redis = RedisServer.start()) {
      uri = redis.uri().toString();
    }
    assertThat(
            new CommandLineRun(folder, "--redis", uri, "--cold", "cold")
                .run("list")
                .endsWith(ExitCode.UNAVAILABLE)
                .err())
        .contains("cannot connect to redis");
  }
}
