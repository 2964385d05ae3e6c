package dev.threadstore.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.ThreadStoreException;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
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
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Kills the masters of a cluster in turn, while appends go to it at full speed. */
final class FailoverRounds implements AutoCloseable {
  private static final int WRITERS = 8;
  private static final Duration SOON = Duration.ofSeconds(60);

  /** Before a master is killed, and after the cluster is whole again. */
  private static final Duration RUN = Duration.ofSeconds(1);

  private final RedisCluster cluster;
  private final RedisClusterClient client;
  private final ThreadStore<Turn> store;
  private final Duration lag;

  /**
   * What failovers have cost.
   *
   * @param acknowledged appends that were acknowledged
   * @param lost those of them that are not there
   * @param mostLost the most in one failover
   * @param medianMillis until a thread of the killed master takes an append again
   * @param mostMillis the longest of that
   */
  record Toll(
      long acknowledged, long lost, long mostLost, double medianMillis, double mostMillis) {}

  FailoverRounds(RedisCluster cluster, ThreadStoreSettings settings, Duration lag) {
    this.cluster = cluster;
    this.lag = lag;
    client =
        RedisClusterClient.create(
            cluster.uris().stream()
                .map(
                    uri ->
                        RedisURI.builder(RedisURI.create(uri))
                            .withTimeout(Duration.ofSeconds(2))
                            .build())
                .toList());
    client.setOptions(
        ClusterClientOptions.builder()
            .timeoutOptions(TimeoutOptions.enabled(Duration.ofSeconds(2)))
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(Duration.ofSeconds(1))
                    .build())
            .build());
    store = ThreadStore.builder(client, Turn.CODEC).settings(settings).build();
  }

  Toll run(int rounds) throws Exception {
    long acknowledged = 0;
    long lost = 0;
    long mostLost = 0;
    double[] millis = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      List<Writer> writers = round(round % cluster.masters().size());
      long lostNow = writers.stream().mapToLong(Writer::lost).sum();
      acknowledged += writers.stream().mapToLong(writer -> writer.acknowledged).sum();
      lost += lostNow;
      mostLost = Math.max(mostLost, lostNow);
      millis[round] = writers.stream().mapToLong(writer -> writer.longestGap).max().orElse(0) / 1e6;
    }
    Arrays.sort(millis);
    return new Toll(acknowledged, lost, mostLost, millis[rounds / 2], millis[rounds - 1]);
  }

  private List<Writer> round(int part) throws Exception {
    RedisServer first = cluster.masters().get(part);
    RedisServer second = cluster.replicas().get(part);
    boolean firstIsMaster = on(first, redis -> redis.info("replication")).contains("role:master");
    RedisServer master = firstIsMaster ? first : second;
    RedisServer replica = firstIsMaster ? second : first;
    List<Writer> writers = new ArrayList<>();
    ExecutorService executor = Executors.newFixedThreadPool(WRITERS);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      Writer writer = new Writer(threadOf(part));
      writers.add(writer);
      running.add(executor.submit(writer));
    }
    TimeUnit.MILLISECONDS.sleep(RUN.toMillis());
    if (!lag.isZero()) {
      replica.pause();
      // Else it would still find in its socket what was sent meanwhile.
      on(master, redis -> redis.clientKill(KillArgs.Builder.typeSlave()));
      TimeUnit.MILLISECONDS.sleep(lag.toMillis());
    }
    master.kill();
    if (!lag.isZero()) {
      replica.resume();
    }
    cluster.awaitMaster(replica, SOON);
    master.restart();
    while (!on(master, redis -> redis.info("replication")).contains("master_link_status:up")) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    TimeUnit.MILLISECONDS.sleep(RUN.toMillis());
    writers.forEach(writer -> writer.ending = true);
    for (Future<?> each : running) {
      each.get();
    }
    executor.shutdown();
    return writers;
  }

  /** A new thread in the part of a master. */
  private TieredThreadManager<Turn> threadOf(int part) {
    int parts = cluster.masters().size();
    while (true) {
      TieredThreadManager<Turn> thread = store.thread(UUID.randomUUID().toString());
      String tag = thread.ref().encodedNamespace() + ":" + thread.ref().encodedId();
      if (SlotHash.getSlot(tag.getBytes(UTF_8)) * parts / SlotHash.SLOT_COUNT == part) {
        thread.create();
        return thread;
      }
    }
  }

  private static <T> T on(RedisServer node, Function<RedisCommands<String, String>, T> question) {
    RedisClient client = RedisClient.create(node.uri().toString());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      return question.apply(connection.sync());
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }
  }

  @Override
  public void close() {
    store.close();
    client.shutdown();
  }

  /** Appends one message after the other to a thread; the same again until it is acknowledged. */
  private static final class Writer implements Runnable {
    private static final Turn TURN = Turn.range(0, 1).get(0);

    private final TieredThreadManager<Turn> thread;
    private long acknowledged;
    private long longestGap;
    private volatile boolean ending;

    Writer(TieredThreadManager<Turn> thread) {
      this.thread = thread;
    }

    @Override
    public void run() {
      long last = System.nanoTime();
      while (!ending) {
        try {
          thread.append(List.of(new Turn("m" + acknowledged, TURN.role(), TURN.content(), 0)));
          acknowledged++;
        } catch (ThreadStoreException e) {
          continue;
        }
        long now = System.nanoTime();
        longestGap = Math.max(longestGap, now - last);
        last = now;
      }
    }

    /** Of the acknowledged messages, how many are not there. */
    long lost() {
      // Of what was sent and not acknowledged, one more may be there.
      long found =
          thread.load().messages().stream()
              .filter(turn -> Long.parseLong(turn.id().substring(1)) < acknowledged)
              .count();
      return acknowledged - found;
    }
  }
}
