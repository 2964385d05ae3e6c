package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.internal.hot.IndexShard;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.IdleThread.Outcome;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.InMemoryColdStore;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the index costs: nothing while a thread is used, and of a pass only what it finds. */
class IndexCostIT {
  private static final int MANY = 1_000_000;
  private static final int IDLE = 1_000;
  private static final Pattern COMMAND =
      Pattern.compile("cmdstat_([a-z|]+):calls=(\\d+),usec=(\\d+),.*");

  private final RedisServer server = RedisServer.start();
  private final RedisFixture redis = RedisFixture.on(server);
  private final RedisClusterCommands<String, String> commands = redis.commands();

  @AfterEach
  void close() {
    redis.close();
    server.close();
  }

  @Test
  void pass_overAMillionEntries_makesTheSameCommandsAsOverThoseThatItFinds() {
    try (ThreadStore<Note> store = redis.store().coldStore(new InMemoryColdStore()).build()) {
      // Twice, for then all that happens only once has happened.
      passOver(store, 0);
      Cost few = passOver(store, 0);
      Cost many = passOver(store, MANY);
      assertThat(many.calls()).isEqualTo(few.calls());
      // A command that goes through all entries would take some hundred times as long.
      assertThat(many.micros()).isLessThan(20 * few.micros());
    }
  }

  /** Of each kind of command how many a pass makes, and how long Redis is at it. */
  private record Cost(Map<String, Long> calls, long micros) {}

  private Cost passOver(ThreadStore<Note> store, int used) {
    commands.flushall();
    commands.hset("ts:{}:scan", "due", "9999999999999999");
    commands.sadd("ts:{}:namespaces", "cost");
    for (int i = 0; i < IDLE; i++) {
      int shard = IndexShard.of(new ThreadRef("cost", "t" + i)).number();
      commands.zadd("ts:{cost::" + shard + "}:active", 1 + i, "t" + i);
    }
    for (IndexShard shard : IndexShard.all("cost")) {
      addUsed(shard, used / IndexShard.all("cost").size());
    }
    commands.configResetstat();
    IdleArchiverSettings settings =
        IdleArchiverSettings.builder()
            .idle(Duration.ofHours(1))
            .pressure(1, Duration.ZERO)
            .concurrency(1)
            .build();
    try (IdleArchiver archiver = IdleArchiver.builder(store).settings(settings).build()) {
      ArchiveReport report = archiver.runOnce();
      assertThat(report.threads()).isEqualTo(Map.of(Outcome.GONE, (long) IDLE));
    }
    return cost();
  }

  private void addUsed(IndexShard shard, int count) {
    commands.eval(
        """
        for i = 1, ARGV[1] do
          redis.call('ZADD', KEYS[1], 9e15, 'used-' .. i)
        end
        return 0
        """,
        ScriptOutputType.INTEGER,
        new String[] {"ts:{cost::" + shard.number() + "}:active"},
        Integer.toString(count));
  }

  private Cost cost() {
    Map<String, Long> calls = new TreeMap<>();
    long micros = 0;
    for (String line : commands.info("commandstats").lines().toList()) {
      Matcher matcher = COMMAND.matcher(line);
      if (matcher.matches() && !matcher.group(1).startsWith("config")) {
        calls.put(matcher.group(1), Long.parseLong(matcher.group(2)));
        if (matcher.group(1).startsWith("z")) {
          micros += Long.parseLong(matcher.group(3));
        }
      }
    }
    return new Cost(calls, micros);
  }

  @Test
  void change_ofAHotThread_costsTheSameWithAndWithoutAnIndex() {
    ThreadStoreSettings settings =
        ThreadStoreSettings.builder().hotTtl(Duration.ofHours(24)).build();
    InMemoryColdStore cold = new InMemoryColdStore();
    try (ThreadStore<Note> indexed = redis.store().settings(settings).coldStore(cold).build();
        ThreadStore<Note> bare = redis.store().settings(settings).build()) {
      Traffic with = changes(indexed.namespace("with-index"));
      assertThat(commands.keys("ts:{with-index::*")).isNotEmpty();
      Traffic without = changes(bare.namespace("no-index-1"));
      assertThat(commands.keys("ts:{no-index-1::*")).isEmpty();
      assertThat(with.scripts()).isEqualTo(without.scripts());
      assertThat(with.bytes()).isEqualTo(without.bytes());
    }
  }

  /** What Redis was sent. */
  private record Traffic(long scripts, long bytes) {}

  private Traffic changes(ThreadNamespace<Note> namespace) {
    TieredThreadManager<Note> thread = namespace.thread("thread");
    thread.create();
    thread.append(Note.range("warm", 0, 5));
    thread.load();
    thread.truncateFrom("warm4", Revision.ANY);
    thread.state().saveJson("1", Revision.ANY);
    commands.configResetstat();
    long before = received();
    for (int i = 0; i < 20; i++) {
      thread.append(Note.range("m", i, i + 1));
    }
    thread.load();
    thread.messages().tail(3);
    thread.state().saveJson("2", Revision.ANY);
    thread.truncateFrom("m7", Revision.ANY);
    long after = received();
    return new Traffic(cost().calls().get("evalsha"), after - before);
  }

  private long received() {
    String line =
        commands
            .info("stats")
            .lines()
            .filter(text -> text.startsWith("total_net_input_bytes:"))
            .findAny()
            .orElseThrow();
    return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
  }
}
