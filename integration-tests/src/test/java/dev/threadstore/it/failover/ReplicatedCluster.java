package dev.threadstore.it.failover;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.testsupport.InMemoryColdStore;
import dev.threadstore.testsupport.RedisCluster;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A cluster of three masters, each with a replica, and clients as applications have them. */
final class ReplicatedCluster implements AutoCloseable {
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
    return Replication.isMaster(first) ? first : cluster.replicas().get(part);
  }

  /** Who follows that one now. */
  RedisServer replicaOf(int part) {
    RedisServer first = cluster.masters().get(part);
    return Replication.isMaster(first) ? cluster.replicas().get(part) : first;
  }

  /** A store on a client that is told of changes of the cluster, as operations.md asks for. */
  ThreadStore<Note> store(ThreadStoreSettings settings) {
    return store(
        settings,
        ClusterTopologyRefreshOptions.builder()
            .enablePeriodicRefresh(Duration.ofSeconds(1))
            .build());
  }

  /** A store on a client that learns from redirections alone where a slot is. */
  ThreadStore<Note> redirectedStore(ThreadStoreSettings settings) {
    return store(
        settings,
        ClusterTopologyRefreshOptions.builder().disableAllAdaptiveRefreshTriggers().build());
  }

  private ThreadStore<Note> store(
      ThreadStoreSettings settings, ClusterTopologyRefreshOptions refresh) {
    RedisClusterClient client =
        RedisClusterClient.create(
            cluster.uris().stream().map(uri -> impatient(RedisURI.create(uri))).toList());
    closers.push(client::shutdown);
    client.setOptions(
        ClusterClientOptions.builder()
            .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
            .topologyRefreshOptions(refresh)
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

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
    cluster.close();
  }
}
