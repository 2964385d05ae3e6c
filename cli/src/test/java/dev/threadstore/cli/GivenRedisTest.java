package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.testsupport.RedisCluster;
import dev.threadstore.testsupport.RedisServer;
import java.nio.file.Path;
import java.util.Map;
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
