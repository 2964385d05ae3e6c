package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.FailingThread;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.IdleThread.Outcome;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdOperation;
import dev.threadstore.testsupport.FaultInjectingColdStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of idle threads, and of others, on every engine. */
@ParameterizedClass
@EnumSource(RedisEngine.class)
class IdleArchiverIT {
  private static final Duration LONG = Duration.ofHours(1);

  private final RedisFixture redis;
  private final String namespace = "idle-" + UUID.randomUUID();
  @TempDir private Path folder;
  private FileSystemColdStore files;
  private FaultInjectingColdStore cold;
  private ThreadStore<Note> store;

  IdleArchiverIT(RedisEngine engine) {
    redis = engine.fixture();
  }

  @BeforeEach
  void open() {
    files = FileSystemColdStore.open(folder);
    cold = new FaultInjectingColdStore(files);
    store = redis.store().coldStore(cold).build();
    redis.forbidScans();
  }

  @AfterEach
  void close() {
    redis.allowScans();
    store.close();
    files.close();
  }

  /** H100: threads that their owner left dirty have no TTL, and nobody looks. */
  @Test
  void runOnce_abandonedThreads_areArchivedOnceAndReleased() {
    for (int i = 0; i < 30; i++) {
      created("t" + i);
    }
    ArchiveReport report = pass(Duration.ZERO);
    assertThat(report.count(Outcome.ARCHIVED)).isEqualTo(30);
    assertThat(report.bytes()).isPositive();
    assertThat(report.end()).isEqualTo(ArchiveReport.End.NONE_LEFT);
    for (int i = 0; i < 30; i++) {
      TieredThreadManager<Note> thread = thread("t" + i);
      assertThat(redis.keysOf(thread.ref())).isEmpty();
      assertThat(thread.snapshots().history(10)).hasSize(1);
      assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 2));
    }
  }

  @Test
  void runOnce_threadsInUse_areLeftAloneAndAskedLaterAgain() {
    TieredThreadManager<Note> thread = created("used");
    // It stands in the index as used long ago, which only the thread itself knows better.
    setActivity(thread.ref(), 1);
    ArchiveReport report = pass(LONG);
    assertThat(report.count(Outcome.IN_USE)).isEqualTo(1);
    assertThat(thread.info().tier()).isEqualTo(Tier.HOT);
    assertThat(pass(LONG).looked()).isZero();
    assertThat(pass(Duration.ZERO).count(Outcome.ARCHIVED)).isEqualTo(1);
  }

  @Test
  void runOnce_keptCopyThatWasRead_isReleasedWhenNobodyReadsIt() {
    TieredThreadManager<Note> thread = created("kept");
    thread.flush(AfterFlush.KEEP);
    String head = redis.keysOf(thread.ref()).get(0);
    assertThat(head).endsWith(":head");
    redis.commands().hset(head, "changed", "1");
    thread.load();
    setActivity(thread.ref(), 1);
    assertThat(pass(LONG).count(Outcome.IN_USE)).isEqualTo(1);
    assertThat(pass(Duration.ZERO).count(Outcome.RELEASED)).isEqualTo(1);
    assertThat(redis.keysOf(thread.ref())).isEmpty();
    assertThat(thread.snapshots().history(10)).hasSize(1);
  }

  @Test
  void runOnce_flushedByItsOwner_isForgotten() {
    TieredThreadManager<Note> thread = created("flushed");
    thread.flush();
    assertThat(pass(Duration.ZERO).count(Outcome.GONE)).isEqualTo(1);
    assertThat(pass(Duration.ZERO).looked()).isZero();
    thread.hydrate();
    assertThat(pass(Duration.ZERO).count(Outcome.RELEASED)).isEqualTo(1);
  }

  @Test
  void runOnce_abandonedDeletion_isFinished() {
    TieredThreadManager<Note> hot = created("hot");
    TieredThreadManager<Note> archived = created("archived");
    archived.flush();
    assertThat(pass(Duration.ZERO).looked()).isEqualTo(2);
    hot.hydrate();
    cold.on(ColdOperation.CREATE).failBefore();
    assertThatThrownBy(hot::delete).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(archived::delete).isInstanceOf(StoreUnavailableException.class);
    cold.clearFaults();
    assertThat(redis.keysOf(archived.ref())).isNotEmpty();
    assertThat(pass(Duration.ZERO).count(Outcome.GONE)).isEqualTo(2);
    assertThat(redis.keysOf(hot.ref())).isEmpty();
    assertThat(redis.keysOf(archived.ref())).isEmpty();
    assertThat(archived.exists()).isFalse();
  }

  /** H22: nothing tries a failed flush again, and nothing shows that the archive is behind. */
  @Test
  void runOnce_threadFails_isShownLeftAloneForSomeTimeAndRecovers() {
    TieredThreadManager<Note> failing = created("failing");
    created("fine");
    cold.on(ColdOperation.CREATE).keys(key -> key.contains("/failing/")).failBefore();
    try (IdleArchiver archiver = archiver(settings().idle(Duration.ZERO))) {
      ArchiveReport report = archiver.runOnce();
      assertThat(report.count(Outcome.ARCHIVED)).isEqualTo(1);
      assertThat(report.count(Outcome.FAILED)).isEqualTo(1);
      assertThat(archiver.failing())
          .singleElement()
          .satisfies(
              thread -> {
                assertThat(thread.ref()).isEqualTo(failing.ref());
                assertThat(thread.attempts()).isEqualTo(1);
                assertThat(thread.nextAttempt()).isAfter(thread.since());
                assertThat(thread.problem())
                    .contains("StoreUnavailableException")
                    .contains("definite");
              });
      assertThat(archiver.runOnce().looked()).isZero();
      await().until(() -> archiver.runOnce().count(Outcome.FAILED) == 1);
      FailingThread again = archiver.failing().get(0);
      assertThat(again.attempts()).isEqualTo(2);
      assertThat(Duration.between(again.since(), again.nextAttempt()))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(3));
      assertThat(redis.keysOf(failing.ref())).hasSize(3);
      cold.clearFaults();
      await().until(() -> archiver.runOnce().count(Outcome.ARCHIVED) == 1);
      assertThat(archiver.failing()).isEmpty();
    }
  }

  @Test
  void runOnce_everythingFails_givesUpSoon() {
    for (int i = 0; i < 100; i++) {
      created("t" + i);
    }
    cold.on(ColdOperation.CREATE).failBefore();
    try (IdleArchiver archiver = archiver(settings().idle(Duration.ZERO).concurrency(2))) {
      ArchiveReport report = archiver.runOnce();
      assertThat(report.end()).isEqualTo(ArchiveReport.End.ALL_FAIL);
      assertThat(report.count(Outcome.FAILED)).isBetween(32L, 40L);
    }
  }

  @Test
  void keepHot_threadIsIdle_staysUntilThen() {
    TieredThreadManager<Note> kept = created("kept");
    created("other");
    assertThat(kept.keepHot(LONG)).isTrue();
    assertThat(pass(Duration.ZERO).count(Outcome.ARCHIVED)).isEqualTo(1);
    // It survives that the thread is archived by hand and becomes hot again.
    kept.flush();
    kept.hydrate();
    assertThat(pass(Duration.ZERO).looked()).isZero();
    assertThat(kept.info().tier()).isEqualTo(Tier.HOT);
    kept.keepHot(Duration.ZERO);
    assertThat(pass(Duration.ZERO).count(Outcome.RELEASED)).isEqualTo(1);
  }

  @Test
  void keepHot_whileAWorkerHasTheThread_saysSoAndOutlivesItsClaim() {
    TieredThreadManager<Note> kept = created("kept");
    cold.on(ColdOperation.CREATE).failBefore();
    assertThat(pass(Duration.ZERO).count(Outcome.FAILED)).isEqualTo(1);
    assertThat(kept.keepHot(LONG)).isFalse();
    cold.clearFaults();
    try (IdleArchiver archiver = archiver(settings().idle(Duration.ZERO))) {
      await()
          .untilAsserted(
              () -> {
                assertThat(archiver.runOnce().looked()).isZero();
                assertThat(kept.keepHot(LONG)).isTrue();
              });
    }
    assertThat(kept.info().tier()).isEqualTo(Tier.HOT);
  }

  @Test
  void runOnce_namespaceWithATimeOfItsOwn_goesByThat() {
    created("t");
    String other = namespace + "-other";
    store.namespace(other).thread("t").create();
    IdleArchiverSettings.Builder settings =
        settings().idle(LONG).idle(other, Duration.ZERO).concurrency(1);
    try (IdleArchiver archiver =
        IdleArchiver.builder(store)
            .namespace(namespace)
            .namespace(other)
            .settings(settings.build())
            .build()) {
      assertThat(archiver.runOnce().count(Outcome.ARCHIVED)).isEqualTo(1);
    }
    assertThat(store.namespace(other).thread("t").info().tier()).isEqualTo(Tier.ARCHIVED);
    assertThat(thread("t").info().tier()).isEqualTo(Tier.HOT);
  }

  @Test
  void runOnce_noNamespaceNamed_looksAtAllThatThereAre() {
    TieredThreadManager<Note> thread = created("t");
    // As another process that has used none of them.
    try (ThreadStore<Note> other = redis.store().coldStore(cold).build();
        IdleArchiver archiver =
            IdleArchiver.builder(other)
                .settings(settings().idle(LONG).idle(namespace, Duration.ZERO).build())
                .build()) {
      archiver.runOnce();
    }
    assertThat(thread.info().tier()).isEqualTo(Tier.ARCHIVED);
  }

  @Test
  void start_threadBecomesIdle_isArchivedByItself() {
    TieredThreadManager<Note> thread = created("t");
    try (IdleArchiver archiver =
        archiver(settings().idle(Duration.ZERO).interval(Duration.ofMillis(50)))) {
      archiver.start();
      await().until(() -> thread.info().tier() == Tier.ARCHIVED);
      thread.append(Note.range("n", 0, 1));
      await().until(() -> thread.info().tier() == Tier.ARCHIVED);
      assertThatThrownBy(archiver::start).isInstanceOf(IllegalStateException.class);
    }
    assertThat(thread.load().messages()).hasSize(3);
  }

  private TieredThreadManager<Note> thread(String id) {
    return store.namespace(namespace).thread(id);
  }

  private TieredThreadManager<Note> created(String id) {
    TieredThreadManager<Note> thread = thread(id);
    thread.create();
    thread.append(Note.range("m", 0, 2));
    return thread;
  }

  private static IdleArchiverSettings.Builder settings() {
    return IdleArchiverSettings.builder();
  }

  private IdleArchiver archiver(IdleArchiverSettings.Builder settings) {
    return IdleArchiver.builder(store).namespace(namespace).settings(settings.build()).build();
  }

  private ArchiveReport pass(Duration idle) {
    try (IdleArchiver archiver = archiver(settings().idle(idle))) {
      return archiver.runOnce();
    }
  }

  private void setActivity(ThreadRef ref, double micros) {
    List<String> shards = redis.commands().keys("ts:{" + ref.encodedNamespace() + "::*}:active");
    String shard =
        shards.stream()
            .filter(key -> redis.commands().zscore(key, ref.encodedId()) != null)
            .findAny()
            .orElseThrow();
    redis.commands().zadd(shard, micros, ref.encodedId());
  }
}
