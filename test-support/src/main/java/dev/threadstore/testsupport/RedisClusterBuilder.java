package dev.threadstore.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Says how a {@link RedisCluster} is to run. Not thread-safe. */
public final class RedisClusterBuilder {
  /** Redis' own minimum: with fewer, no majority can agree on a failover. */
  private static final int LEAST_MASTERS = 3;

  private RedisVersion version = RedisVersion.V7_0;
  private int masters = LEAST_MASTERS;
  private int replicasPerMaster;
  private final List<String> config = new ArrayList<>();

  RedisClusterBuilder() {}

  /**
   * Which Redis.
   *
   * @param version {@link RedisVersion#V7_0} unless set
   * @return this
   */
  public RedisClusterBuilder version(RedisVersion version) {
    this.version = Objects.requireNonNull(version, "version");
    return this;
  }

  /**
   * How many masters share the slots.
   *
   * @param count 3, unless set, and at least
   * @return this
   */
  public RedisClusterBuilder masters(int count) {
    if (count < LEAST_MASTERS) {
      throw new IllegalArgumentException(
          "too few masters: masters=`" + count + "` least=`" + LEAST_MASTERS + "`");
    }
    this.masters = count;
    return this;
  }

  /**
   * How many replicas each master has.
   *
   * @param count 0, unless set
   * @return this
   */
  public RedisClusterBuilder replicasPerMaster(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("too few replicas: replicas=`" + count + "` least=`0`");
    }
    this.replicasPerMaster = count;
    return this;
  }

  /**
   * Adds a line of configuration to every node. It comes after all others, and the last one wins.
   *
   * @param line as in {@code redis.conf}
   * @return this
   */
  public RedisClusterBuilder config(String line) {
    config.add(line);
    return this;
  }

  /**
   * Starts the nodes, forms the cluster, and waits until every node says that it is complete. Takes
   * about 3 s, of which Redis takes 2 on purpose, before a new master accepts writes.
   *
   * @return the cluster, to be closed
   * @throws IllegalStateException if it did not form. Nothing is left running.
   */
  public RedisCluster start() {
    List<RedisServer> nodes = new ArrayList<>();
    try {
      for (int i = 0; i < masters * (1 + replicasPerMaster); i++) {
        nodes.add(startNode());
      }
      RedisCluster cluster =
          new RedisCluster(nodes.subList(0, masters), nodes.subList(masters, nodes.size()));
      cluster.form();
      return cluster;
    } catch (RuntimeException e) {
      nodes.forEach(RedisServer::close);
      throw e;
    }
  }

  private RedisServer startNode() {
    RedisServerBuilder node =
        RedisServer.builder()
            .version(version)
            .config("cluster-enabled yes")
            // A failover begins when a master was silent for so long; 15 s by default.
            .config("cluster-node-timeout 2000")
            // A replica need not wait for others to be copied with; 5 s by default.
            .config("repl-diskless-sync-delay 0");
    config.forEach(node::config);
    return node.start();
  }
}
