package dev.threadstore.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.threadstore.ThreadStore;
import dev.threadstore.benchmarks.Writers.Rate;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** What {@code waitForReplicas} costs an append, beside a bare RPUSH of the same bytes and WAIT. */
final class ReplicationCost {
  private static final PrintStream OUT = System.out;
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration TIME = Duration.ofSeconds(8);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final List<Turn> TURNS = Turn.range(0, 500);

  private final RedisClient client;

  private ReplicationCost(RedisClient client) {
    this.client = client;
  }

  static void measure() throws Exception {
    try (RedisServer master = RedisServer.builder().config("repl-diskless-sync-delay 0").start();
        RedisServer replica =
            RedisServer.builder().config("replicaof 127.0.0.1 " + master.port()).start()) {
      RedisClient client = RedisClient.create(master.uri().toString());
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        connection.sync().set("synchronized", "?");
        if (connection.sync().waitForReplication(1, 30_000) < 1) {
          throw new IllegalStateException("replica is not ready: " + replica.log());
        }
        new ReplicationCost(client).table();
      } finally {
        client.shutdown();
      }
    }
  }

  private void table() throws Exception {
    OUT.println("| one message at a time, by | writers | a second | p50, ms | p99, ms |");
    OUT.println("|---|---|---|---|---|");
    for (int writers : new int[] {1, 16}) {
      row("bare `RPUSH`", writers, i -> bare(false));
      row("bare `RPUSH` + `WAIT`", writers, i -> bare(true));
      try (ThreadStore<Turn> store = ThreadStore.builder(client, Turn.CODEC).build()) {
        row("append", writers, i -> append(store));
      }
      ThreadStoreSettings settings =
          ThreadStoreSettings.builder().waitForReplicas(1, PATIENCE).build();
      try (ThreadStore<Turn> store =
          ThreadStore.builder(client, Turn.CODEC).settings(settings).build()) {
        row("append, `waitForReplicas(1, …)`", writers, i -> append(store));
      }
    }
  }

  private static void row(String name, int writers, IntFunction<Writers.Work> works)
      throws Exception {
    Writers.measure(writers, WARM_UP, works);
    Rate rate = Writers.measure(writers, TIME, works);
    OUT.printf(
        Locale.ROOT,
        "| %s | %d | %.0f | %.2f | %.2f |%n",
        name,
        writers,
        rate.perSecond(),
        rate.p50(),
        rate.p99());
  }

  /** Each writer has a connection of its own, which it lets wait. */
  private Writers.Work bare(boolean wait) {
    StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
    byte[] key = UUID.randomUUID().toString().getBytes(UTF_8);
    byte[] record = Turn.CODEC.encode(TURNS.get(0));
    return () -> {
      var pushed = connection.async().rpush(key, record);
      if (wait) {
        connection.async().waitForReplication(1, PATIENCE.toMillis()).get(10, SECONDS);
      }
      pushed.get(10, SECONDS);
    };
  }

  private static Writers.Work append(ThreadStore<Turn> store) {
    TieredThreadManager<Turn> thread = store.thread(UUID.randomUUID().toString());
    thread.create();
    AtomicInteger next = new AtomicInteger();
    return () -> {
      int number = next.getAndIncrement();
      Turn turn = TURNS.get(number % TURNS.size());
      thread.append(List.of(new Turn("m" + number, turn.role(), turn.content(), turn.at())));
    };
  }
}
