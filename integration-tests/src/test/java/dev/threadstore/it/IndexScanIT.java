package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.IdleThread.Outcome;
import dev.threadstore.testsupport.InMemoryColdStore;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An index that is lost, in whole or in part, is made anew from what is hot, on every engine. */
@ParameterizedClass
@EnumSource(RedisEngine.class)
class IndexScanIT {
  private static final int THREADS = 40;

  private final RedisClusterCommands<String, String> redis;
  private final String namespace = "scan-" + UUID.randomUUID();
  private final ThreadStore<Note> store;

  IndexScanIT(RedisEngine engine) {
    redis = engine.fixture().commands();
    store = engine.fixture().store().coldStore(new InMemoryColdStore()).build();
  }

  @BeforeEach
  void fill() {
    for (int i = 0; i < THREADS; i++) {
      store.namespace(namespace).thread("t" + i).create();
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void runOnce_indexLost_isMadeAnewAndFindsAll() {
    remove("ts:{" + namespace + "::*");
    remove("ts:{}:*");
    ArchiveReport report = untilScanned(Duration.ofHours(1));
    assertThat(report.found()).isGreaterThanOrEqualTo(THREADS);
    // Whoever was lost counts as used just now.
    assertThat(report.looked()).isZero();
    assertThat(pass(Duration.ZERO, Duration.ofHours(1)).count(Outcome.ARCHIVED)).isEqualTo(THREADS);
  }

  @Test
  void runOnce_nothingLost_findsNothing() {
    remove("ts:{}:scan");
    untilScanned(Duration.ofHours(1));
    remove("ts:{}:scan");
    assertThat(untilScanned(Duration.ofHours(1)).found()).isZero();
  }

  @Test
  void runOnce_scanWasMadeAShortTimeAgo_isNotMadeAgainUntilItIsDue() {
    remove("ts:{}:scan");
    untilScanned(Duration.ofHours(1));
    remove("ts:{" + namespace + "::*");
    assertThat(pass(Duration.ofHours(1), Duration.ofHours(1)).found()).isZero();
    redis.hset("ts:{}:scan", "due", "0");
    assertThat(untilScanned(Duration.ofHours(1)).found()).isEqualTo(THREADS);
  }

  /** A part of a scan is bounded, and there may be much in this Redis. */
  private ArchiveReport untilScanned(Duration idle) {
    long found = 0;
    ArchiveReport report;
    do {
      report = pass(idle, Duration.ofHours(1));
      found += report.found();
    } while (!String.valueOf(redis.hget("ts:{}:scan", "cursor")).isEmpty());
    return new ArchiveReport(
        report.threads(), report.bytes(), found, report.fullness(), report.took(), report.end());
  }

  private ArchiveReport pass(Duration idle, Duration scanInterval) {
    IdleArchiverSettings settings =
        IdleArchiverSettings.builder().idle(idle).scanInterval(scanInterval).build();
    try (IdleArchiver archiver =
        IdleArchiver.builder(store).namespace(namespace).settings(settings).build()) {
      return archiver.runOnce();
    }
  }

  private void remove(String pattern) {
    List<String> keys = redis.keys(pattern);
    keys.forEach(redis::del);
  }
}
