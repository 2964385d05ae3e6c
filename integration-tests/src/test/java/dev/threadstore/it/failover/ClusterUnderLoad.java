package dev.threadstore.it.failover;

import static org.awaitility.Awaitility.await;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.testsupport.InMemoryColdStore;
import dev.threadstore.testsupport.RedisCluster;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/** A cluster of three masters, each with a replica, and clients as applications have them. */
final class ClusterUnderLoad implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(30);

  /** Of the client: after that it takes a command, or a look at the topology, for lost. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final RedisCluster cluster =
      RedisCluster.builder()
          .replicasPerMaster(1)
          // A replica that stood still for a moment may take over all the same.
          .config("cluster-replica-validity-factor 0")
          .start();
  private final InMemoryColdStore cold = new InMemoryColdStore();
  private final Deque<Runnable> closers = new ArrayDeque<>();

  RedisCluster cluster() {
    return cluster;
  }

  /** Who has a third of the slots now. */
  RedisServer masterOf(int part) {
    RedisServer first = cluster.masters().get(part);
    return isMaster(first) ? first : cluster.replicas().get(part);
  }

  /** Who follows that one now. */
  RedisServer replicaOf(int part) {
    RedisServer first = cluster.masters().get(part);
    return isMaster(first) ? cluster.replicas().get(part) : first;
  }

  /** Whether a node is a replica that has all that its master had a moment ago. */
  static boolean isInSync(RedisServer node) {
    return on(node, redis -> redis.info("replication")).contains("master_link_status:up");
  }

  private static boolean isMaster(RedisServer node) {
    return on(node, redis -> redis.info("replication")).contains("role:master");
  }

  /** A store on a client that is told of changes of the cluster, as operations.md asks for. */
  ThreadStore<Note> store(ThreadStoreSettings settings) {
    RedisClusterClient client =
        RedisClusterClient.create(
            cluster.uris().stream().map(uri -> impatient(RedisURI.create(uri))).toList());
    closers.push(client::shutdown);
    client.setOptions(
        ClusterClientOptions.builder()
            .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(Duration.ofSeconds(1))
                    .build())
            .build());
    ThreadStore<Note> store =
        ThreadStore.builder(client, Note.CODEC).coldStore(cold).settings(settings).build();
    closers.push(store::close);
    return store;
  }

  private static RedisURI impatient(RedisURI uri) {
    uri.setTimeout(PATIENCE);
    return uri;
  }

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

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
    cluster.close();
  }
}
