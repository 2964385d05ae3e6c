package dev.threadstore.benchmarks;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.InMemoryColdStore;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * What the activity index costs: an append with and without it, and a pass that finds so many idle
 * threads among many more that are not.
 *
 * <p>Argument: how many that are not idle there are at most.
 */
final class IndexBenchmark {
  private static final PrintStream OUT = System.out;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration TIME = Duration.ofSeconds(10);
  private static final int IDLE = 1000;
  private static final int SHARDS = 16;
  private static final List<Turn> TURNS = Turn.range(0, 500);
  private static final String NAMESPACE = ThreadStore.DEFAULT_NAMESPACE;

  private final RedisClient client;

  private IndexBenchmark(RedisClient client) {
    this.client = client;
  }

  public static void main(String[] args) throws Exception {
    try (RedisServer server = RedisServer.start()) {
      RedisClient client = RedisClient.create(server.uri().toString());
      try {
        IndexBenchmark benchmark = new IndexBenchmark(client);
        benchmark.appends();
        OUT.println();
        benchmark.passes(Integer.parseInt(args[0]));
      } finally {
        client.shutdown();
      }
    }
  }

  private void appends() throws Exception {
    OUT.println("| one message at a time, 16 writers | a second | p50, ms | p99, ms |");
    OUT.println("|---|---|---|---|");
    try (ThreadStore<Turn> indexed = indexed();
        ThreadStore<Turn> bare = ThreadStore.builder(client, Turn.CODEC).build()) {
      for (int round = 0; round < 2; round++) {
        row("without an index", bare);
        row("with an index", indexed);
      }
    }
  }

  private ThreadStore<Turn> indexed() {
    return ThreadStore.builder(client, Turn.CODEC).coldStore(new InMemoryColdStore()).build();
  }

  private static void row(String name, ThreadStore<Turn> store) throws Exception {
    Writers.measure(16, WARM_UP, i -> append(store));
    Writers.Rate rate = Writers.measure(16, TIME, i -> append(store));
    OUT.printf(
        Locale.ROOT,
        "| %s | %.0f | %.2f | %.2f |%n",
        name,
        rate.perSecond(),
        rate.p50(),
        rate.p99());
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

  private void passes(int most) {
    OUT.println("| threads in the index | idle | a pass, ms | index, MB |");
    OUT.println("|---|---|---|---|");
    for (int used = most / 100; used <= most; used *= 10) {
      pass(used);
      pass(used);
    }
  }

  private void pass(int used) {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      pass(used, connection.sync());
    }
  }

  private void pass(int used, RedisCommands<String, String> redis) {
    redis.flushall();
    long before = memory(redis);
    add(redis, used);
    double megabytes = (memory(redis) - before) / 1e6;
    IdleArchiverSettings settings =
        IdleArchiverSettings.builder().idle(Duration.ofHours(1)).build();
    try (ThreadStore<Turn> store = indexed();
        IdleArchiver archiver =
            IdleArchiver.builder(store).namespace(NAMESPACE).settings(settings).build()) {
      List<TieredThreadManager<Turn>> idle =
          IntStream.range(0, IDLE).mapToObj(i -> Turn.fill(store, 1)).toList();
      long changed = Instant.now().minus(Duration.ofHours(2)).toEpochMilli();
      for (TieredThreadManager<Turn> thread : idle) {
        String id = thread.ref().encodedId();
        redis.hset("ts:{default:" + id + "}:head", "changed", Long.toString(changed));
        for (int shard = 0; shard < SHARDS; shard++) {
          String key = "ts:{default::" + shard + "}:active";
          if (redis.zscore(key, id) != null) {
            redis.zadd(key, changed * 1000.0, id);
          }
        }
      }
      ArchiveReport report = archiver.runOnce();
      OUT.printf(
          Locale.ROOT,
          "| %d | %d | %.1f | %.1f |%n",
          used + IDLE,
          report.looked(),
          report.took().toNanos() / 1e6,
          megabytes);
    }
  }

  private static void add(RedisCommands<String, String> redis, int used) {
    double now = Instant.now().toEpochMilli() * 1000.0;
    for (int shard = 0; shard < SHARDS; shard++) {
      redis.eval(
          """
          for i = 1, ARGV[1] do
            redis.call('ZADD', KEYS[1], ARGV[2], redis.sha1hex(i .. KEYS[1]))
          end
          return 0
          """,
          ScriptOutputType.INTEGER,
          new String[] {"ts:{default::" + shard + "}:active"},
          Integer.toString(used / SHARDS),
          String.format(Locale.ROOT, "%.0f", now));
    }
  }

  private static long memory(RedisCommands<String, String> redis) {
    return redis
        .info("memory")
        .lines()
        .filter(line -> line.startsWith("used_memory:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .findAny()
        .orElseThrow();
  }
}
