package dev.threadstore.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A real Redis Cluster on the loopback address of this machine. Each node is a {@link RedisServer},
 * which a test can kill, pause and restart; like those, the nodes end with this JVM at the latest.
 * Thread-safe.
 */
public final class RedisCluster implements AutoCloseable {
  /**
   * Fixed by the <a
   * href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/">specification</a>.
   */
  private static final int SLOTS = 16_384;

  /** Of a line of {@code CLUSTER NODES}. */
  private static final int FIELDS_BEFORE_SLOTS = 8;

  private static final Duration ANSWER_TIME = Duration.ofSeconds(5);
  private static final Duration HANDOVER_TIME = Duration.ofSeconds(6);
  private static final Duration FORMATION_TIME = Duration.ofSeconds(30);
  private static final int POLL_MILLIS = 50;

  private final List<RedisServer> masters;
  private final List<RedisServer> replicas;

  RedisCluster(List<RedisServer> masters, List<RedisServer> replicas) {
    this.masters = List.copyOf(masters);
    this.replicas = List.copyOf(replicas);
  }

  /**
   * Starts three masters without replicas.
   *
   * @return the cluster, to be closed
   * @throws IllegalStateException if it did not form
   */
  public static RedisCluster start() {
    return builder().start();
  }

  /**
   * Says how a cluster is to run.
   *
   * @return a builder
   */
  public static RedisClusterBuilder builder() {
    return new RedisClusterBuilder();
  }

  /**
   * The nodes that were masters when the cluster was formed. The first has the lowest slots, and so
   * on in equal parts.
   *
   * @return at least three
   */
  public List<RedisServer> masters() {
    return masters;
  }

  /**
   * The nodes that were replicas when the cluster was formed. With m masters, replica i follows
   * master i modulo m.
   *
   * @return none, unless the builder asked for some
   */
  public List<RedisServer> replicas() {
    return replicas;
  }

  /**
   * The addresses of all nodes, for a client.
   *
   * @return masters first
   */
  public List<URI> uris() {
    return nodes().map(RedisServer::uri).toList();
  }

  /**
   * Waits until every node that runs says that the cluster is complete, after a failover for
   * instance. Nodes that were {@linkplain RedisServer#pause paused} must have been resumed.
   *
   * @param atMost how long
   * @throws IllegalStateException if it is not in time
   */
  public void awaitOk(Duration atMost) {
    await(atMost, node -> call(node, "CLUSTER", "INFO").contains("cluster_state:ok"));
  }

  /**
   * Waits until every node that runs knows a replica as the master of its part, and says that the
   * cluster is complete: after its master was {@linkplain RedisServer#kill killed} for instance.
   *
   * @param replica takes over, or has done so
   * @param atMost how long
   * @throws IllegalStateException if it is not in time
   */
  public void awaitMaster(RedisServer replica, Duration atMost) {
    String id = call(replica, "CLUSTER", "MYID");
    await(atMost, node -> isMasterWithSlots(id, node));
    awaitOk(atMost);
  }

  /**
   * Lets a replica take over from its master, which hands over first: nothing is lost. Returns when
   * every node that runs knows.
   *
   * @param replica becomes the master
   * @param atMost how long
   * @throws IllegalStateException if it is not in time
   */
  public void failOver(RedisServer replica, Duration atMost) {
    await(atMost, Stream.of(replica), RedisCluster::isInSync);
    String id = call(replica, "CLUSTER", "MYID");
    long deadline = System.nanoTime() + atMost.toNanos();
    do {
      call(replica, "CLUSTER", "FAILOVER");
    } while (!takesOver(id, replica) && System.nanoTime() < deadline);
    awaitMaster(replica, atMost);
  }

  /** Ends all nodes and removes their folders. Can be repeated. */
  @Override
  public void close() {
    nodes().forEach(RedisServer::close);
  }

  /** Makes one cluster of the nodes. */
  void form() {
    for (int i = 0; i < masters.size(); i++) {
      call(masters.get(i), addSlots(SLOTS * i / masters.size(), SLOTS * (i + 1) / masters.size()));
    }
    List<RedisServer> all = nodes().toList();
    for (int i = 0; i < all.size(); i++) {
      // Different from the start, so that no two nodes have to settle who is ahead.
      call(all.get(i), "CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
    for (RedisServer node : all.subList(1, all.size())) {
      call(all.get(0), "CLUSTER", "MEET", node.host(), Integer.toString(node.port()));
    }
    await(FORMATION_TIME, node -> knows(node, all.size(), 0));
    for (int i = 0; i < replicas.size(); i++) {
      String master = call(masters.get(i % masters.size()), "CLUSTER", "MYID");
      call(replicas.get(i), "CLUSTER", "REPLICATE", master);
    }
    await(FORMATION_TIME, node -> knows(node, all.size(), replicas.size()));
    for (RedisServer replica : replicas) {
      await(FORMATION_TIME, Stream.of(replica), RedisCluster::isInSync);
    }
    awaitOk(FORMATION_TIME);
  }

  private Stream<RedisServer> nodes() {
    return Stream.concat(masters.stream(), replicas.stream());
  }

  private static String[] addSlots(int from, int end) {
    List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
    IntStream.range(from, end).mapToObj(Integer::toString).forEach(command::add);
    return command.toArray(String[]::new);
  }

  /** Whether a node has met so many, so many of them replicas. */
  private static boolean knows(RedisServer node, int nodes, int replicas) {
    List<String> lines = call(node, "CLUSTER", "NODES").lines().toList();
    return lines.size() == nodes
        && lines.stream().noneMatch(line -> line.contains("handshake"))
        && lines.stream().filter(line -> line.contains("slave")).count() == replicas;
  }

  /** Whether a node takes another for a master that has slots. */
  private static boolean isMasterWithSlots(String id, RedisServer node) {
    return call(node, "CLUSTER", "NODES")
        .lines()
        .filter(line -> line.startsWith(id))
        .map(line -> line.split(" ", -1))
        .anyMatch(fields -> fields[2].contains("master") && fields.length > FIELDS_BEFORE_SLOTS);
  }

  /** Whether it does so in the time after which Redis gives a failover on demand up. */
  private static boolean takesOver(String id, RedisServer replica) {
    long end = System.nanoTime() + HANDOVER_TIME.toNanos();
    while (!isMasterWithSlots(id, replica)) {
      if (System.nanoTime() > end) {
        return false;
      }
      Polling.pause(POLL_MILLIS);
    }
    return true;
  }

  private static boolean isInSync(RedisServer replica) {
    return call(replica, "INFO", "replication").contains("master_link_status:up");
  }

  private interface Condition {
    boolean holds(RedisServer node);
  }

  private void await(Duration atMost, Condition condition) {
    await(atMost, nodes().filter(RedisServer::isRunning), condition);
  }

  private static void await(Duration atMost, Stream<RedisServer> nodes, Condition condition) {
    long deadline = System.nanoTime() + atMost.toNanos();
    nodes.forEach(
        node -> {
          while (!condition.holds(node)) {
            if (System.nanoTime() > deadline) {
              throw new IllegalStateException(
                  "Redis cluster is not complete in time: node=`%s` nodes=`%s` info=`%s`"
                      .formatted(
                          node.uri(),
                          call(node, "CLUSTER", "NODES"),
                          call(node, "CLUSTER", "INFO")));
            }
            Polling.pause(POLL_MILLIS);
          }
        });
  }

  private static String call(RedisServer node, String... command) {
    try (RespConnection connection = new RespConnection(node.port(), ANSWER_TIME)) {
      return connection.call(command);
    } catch (IOException e) {
      throw new UncheckedIOException("Redis node failed: node=`" + node.uri() + "`", e);
    }
  }
}
