package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.internal.hot.IndexShard;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.IdleThread.Outcome;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.InMemoryColdStore;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much an archiver takes at a time, and what it takes when Redis fills up. */
class ArchiverLimitsIT {
  private static final int FILLER = 20_000_000;

  private final RedisServer server = RedisServer.start();
  private final RedisFixture redis = RedisFixture.on(server);
  private final RedisClusterCommands<String, String> commands = redis.commands();
  private final ThreadStore<Note> store = redis.store().coldStore(new InMemoryColdStore()).build();

  @AfterEach
  void close() {
    store.close();
    redis.close();
    server.close();
  }

  @Test
  void runOnce_redisFillsUp_archivesThoseUsedLeastRecently() {
    TieredThreadManager<Note> older = unusedFor("older", Duration.ofMinutes(50));
    TieredThreadManager<Note> newer = unusedFor("newer", Duration.ofMinutes(10));
    fill();
    assertThat(pass().looked()).isZero();
    fillTo(0.5);
    ArchiveReport half = pass();
    assertThat(half.looked()).isZero();
    assertThat(half.fullness().orElseThrow()).isBetween(0.45, 0.55);
    // Half of the way from 0.8 to 1: after half of an hour.
    fillTo(0.9);
    assertThat(pass().count(Outcome.ARCHIVED)).isEqualTo(1);
    assertThat(older.info().tier()).isEqualTo(Tier.ARCHIVED);
    assertThat(newer.info().tier()).isEqualTo(Tier.HOT);
    fillTo(1.1);
    assertThat(pass().count(Outcome.ARCHIVED)).isEqualTo(1);
    assertThat(newer.info().tier()).isEqualTo(Tier.ARCHIVED);
  }

  @Test
  void runOnce_redisFillsUp_leavesWhatIsToStayHot() {
    TieredThreadManager<Note> kept = unusedFor("kept", Duration.ofMinutes(50));
    kept.keepHot(Duration.ofMinutes(1));
    fill();
    fillTo(1.1);
    assertThat(pass().looked()).isZero();
    assertThat(commands.exists(head(kept.ref()))).isEqualTo(1);
  }

  @Test
  void runOnce_soManyThreadsASecond_takesItsTime() {
    for (int i = 0; i < 20; i++) {
      store.namespace("limits").thread("t" + i).create();
    }
    IdleArchiverSettings settings =
        IdleArchiverSettings.builder().idle(Duration.ZERO).threadsPerSecond(20).build();
    try (IdleArchiver archiver = IdleArchiver.builder(store).settings(settings).build()) {
      ArchiveReport report = archiver.runOnce();
      assertThat(report.count(Outcome.ARCHIVED)).isEqualTo(20);
      // The last ones need not wait for what comes after them.
      assertThat(report.took()).isGreaterThan(Duration.ofMillis(500));
    }
  }

  private ArchiveReport pass() {
    IdleArchiverSettings settings =
        IdleArchiverSettings.builder()
            .idle(Duration.ofHours(1))
            .pressure(0.8, Duration.ZERO)
            .build();
    try (IdleArchiver archiver = IdleArchiver.builder(store).settings(settings).build()) {
      return archiver.runOnce();
    }
  }

  /** Puts so much into Redis that what it needs for its clients makes no difference. */
  private void fill() {
    commands.setrange("filler", FILLER, "x");
  }

  /** Makes Redis so full, without refusing anything for it. */
  private void fillTo(double fullness) {
    String used =
        commands
            .info("memory")
            .lines()
            .filter(line -> line.startsWith("used_memory:"))
            .findAny()
            .orElseThrow();
    long bytes = Long.parseLong(used.substring(used.indexOf(':') + 1).strip());
    commands.configSet("maxmemory", Long.toString((long) (bytes / fullness)));
  }

  private TieredThreadManager<Note> unusedFor(String id, Duration duration) {
    TieredThreadManager<Note> thread = store.namespace("limits").thread(id);
    thread.create();
    long changed = Instant.now().minus(duration).toEpochMilli();
    commands.hset(head(thread.ref()), "changed", Long.toString(changed));
    commands.zadd(
        "ts:{limits::" + IndexShard.of(thread.ref()).number() + "}:active", changed * 1000.0, id);
    return thread;
  }

  private static String head(ThreadRef ref) {
    return "ts:{limits:" + ref.encodedId() + "}:head";
  }
}
