package dev.threadstore.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.threadstore.testsupport.RespConnection.RedisErrorException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RedisClusterTest {
  private static final Duration LONG = Duration.ofSeconds(15);

  /** CRC16("foo") is slot 12182, which the third of three masters has. */
  @ParameterizedTest
  @EnumSource(RedisVersion.class)
  void start_threeMasters_completeAndWritable(RedisVersion version) throws IOException {
    try (RedisCluster cluster = RedisCluster.builder().version(version).start()) {
      assertThat(cluster.masters()).hasSize(3);
      assertThat(cluster.replicas()).isEmpty();
      assertThat(cluster.uris()).hasSize(3);
      for (RedisServer node : cluster.masters()) {
        assertThat(call(node, "CLUSTER", "INFO"))
            .contains("cluster_state:ok")
            .contains("cluster_slots_ok:16384")
            .contains("cluster_known_nodes:3");
      }
      assertThat(call(cluster.masters().get(2), "SET", "foo", "bar")).isEqualTo("OK");
      assertThatThrownBy(() -> call(cluster.masters().get(0), "GET", "foo"))
          .isInstanceOf(RedisErrorException.class)
          .hasMessageContaining("MOVED 12182 127.0.0.1:" + cluster.masters().get(2).port());
    }
  }

  @Test
  void start_replicas_takeOverFromAKilledMaster() throws IOException {
    try (RedisCluster cluster = RedisCluster.builder().replicasPerMaster(1).start()) {
      List<RedisServer> masters = cluster.masters();
      assertThat(cluster.replicas()).hasSize(3);
      assertThat(call(masters.get(2), "SET", "foo", "bar")).isEqualTo("OK");
      assertThat(call(masters.get(2), "WAIT", "1", "5000")).isEqualTo("1");

      masters.get(2).kill();
      RedisServer heir = cluster.replicas().get(2);
      // A node says ok until it has noticed.
      await().atMost(LONG).until(() -> call(heir, "INFO", "replication").contains("role:master"));
      cluster.awaitOk(LONG);

      assertThat(call(heir, "GET", "foo")).isEqualTo("bar");

      masters.get(2).restart();
      cluster.awaitOk(LONG);
      assertThat(masters.get(2).isRunning()).isTrue();
    }
  }

  @Test
  void awaitOk_masterMissing_failsInTime() {
    try (RedisCluster cluster = RedisCluster.start()) {
      cluster.masters().get(1).kill();
      await()
          .atMost(LONG)
          .until(() -> call(cluster.masters().get(0), "CLUSTER", "INFO").contains("state:fail"));

      assertThatThrownBy(() -> cluster.awaitOk(Duration.ofMillis(100)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not complete in time");
    }
  }

  private static String call(RedisServer redis, String... command) throws IOException {
    try (RespConnection connection = new RespConnection(redis.port(), LONG)) {
      return connection.call(command);
    }
  }
}
