package dev.threadstore.it.failover;

import static org.awaitility.Awaitility.await;

import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.function.Function;

/** Masters, replicas, and what stands between them; whether in a cluster or not. */
final class Replication {
  static final Duration SOON = Duration.ofSeconds(30);

  private Replication() {}

  /** A master that has its replicas ready at once. */
  static RedisServer newMaster() {
    return RedisServer.builder().config("repl-diskless-sync-delay 0").start();
  }

  /** A replica of a master, ready. */
  static RedisServer newReplica(RedisServer master) {
    RedisServer replica =
        RedisServer.builder().config("replicaof 127.0.0.1 " + master.port()).start();
    // What the replica says of itself, the master finds out a moment later.
    await()
        .atMost(SOON)
        .until(() -> on(master, r -> r.info("replication")).contains("state=online"));
    return replica;
  }

  /** Asks a node itself. */
  static <T> T on(RedisServer node, Function<RedisCommands<String, String>, T> question) {
    RedisClient client = RedisClient.create(node.uri().toString());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      return question.apply(connection.sync());
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }
  }

  /**
   * What a master acknowledges from now on does not reach its replica, as if the network between
   * them were slow: until {@link RedisServer#resume}.
   */
  static void holdUp(RedisServer replica, RedisServer master) {
    replica.pause();
    // Otherwise it would find in its socket what was sent while it stood still.
    on(master, redis -> redis.clientKill(KillArgs.Builder.typeSlave()));
  }

  /** Whether a node is a replica that has all that its master had a moment ago. */
  static boolean isInSync(RedisServer node) {
    return on(node, redis -> redis.info("replication")).contains("master_link_status:up");
  }

  static boolean isMaster(RedisServer node) {
    return on(node, redis -> redis.info("replication")).contains("role:master");
  }
}
