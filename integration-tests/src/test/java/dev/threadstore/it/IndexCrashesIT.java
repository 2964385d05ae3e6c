package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.internal.hot.IndexShard;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.IdleThread.Outcome;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever dies or stands still while a thread becomes hot, or while one is looked at that may be
 * idle: no hot thread is ever without an entry in the index, for then nobody would archive it
 * (H100); and what is left of those that did not become hot goes.
 */
class IndexCrashesIT {
  private final ThreadRef ref = new ThreadRef("crashes-" + UUID.randomUUID(), "thread");
  @TempDir private Path folder;
  private BothTiers tiers;
  private TieredThreadManager<Note> thread;

  @BeforeEach
  void open() {
    tiers = new BothTiers(RedisEngine.REDIS_7.fixture(), folder);
    tiers.redis().forbidScans();
    thread = tiers.store().thread(ref);
  }

  @AfterEach
  void close() {
    tiers.redis().allowScans();
    tiers.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"after redis.gate", "after redis.touch", "before redis.install"})
  void create_diesBeforeItsInstall_leavesNothingForLong(String place) {
    tiers.stall(place, ref, TieredThreadManager::create).die();
    // The gate says that somebody may be about to install: so it is looked at again.
    assertThat(pass().count(Outcome.GONE)).isZero();
    tiers.redis().keysOf(ref).forEach(tiers.redis().commands()::del);
    assertThat(pass().count(Outcome.GONE)).isEqualTo(place.endsWith("gate") ? 0 : 1);
    assertThat(pass().looked()).isZero();
  }

  @Test
  void create_diesAfterItsInstall_isArchived() {
    tiers.stall("after redis.install", ref, TieredThreadManager::create).die();
    assertThat(thread.info().tier()).isEqualTo(Tier.HOT);
    assertThat(pass().count(Outcome.ARCHIVED)).isEqualTo(1);
    assertThat(thread.info().tier()).isEqualTo(Tier.ARCHIVED);
  }

  @Test
  void create_standsStillBeforeItsInstallWhileTheIndexIsLookedAt_isArchivedLater() {
    Stalled<?> create = tiers.stall("before redis.install", ref, TieredThreadManager::create);
    assertThat(pass().count(Outcome.IN_USE)).isEqualTo(1);
    create.goOn();
    assertThat(pass().count(Outcome.ARCHIVED)).isEqualTo(1);
  }

  @Test
  void create_indexCannotBeWritten_isRefused() {
    IndexShard.all(ref.namespace())
        .forEach(
            shard ->
                tiers
                    .redis()
                    .commands()
                    .set("ts:{" + ref.namespace() + "::" + shard.number() + "}:active", "foreign"));
    assertThatThrownBy(thread::create)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("index");
    assertThat(thread.exists()).isFalse();
  }

  @Test
  void fork_archivedAndDiesHalfWay_isFinished() {
    thread.create();
    thread.flush();
    pass();
    TieredThreadManager<Note> target = tiers.store().thread(ref.sibling("target"));
    tiers.stall("after redis.begin_fork", ref, source -> source.fork(target.ref())).die();
    assertThat(tiers.redis().keysOf(target.ref())).isNotEmpty();
    assertThat(pass().count(Outcome.GONE)).isEqualTo(1);
    assertThat(tiers.redis().keysOf(target.ref())).isEmpty();
    assertThat(target.exists()).isFalse();
  }

  /** The worker has seen that nothing is hot; then the thread becomes hot; then it says so. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "after redis.claim",
        "after redis.begin_flush",
        "before redis.exists",
        "after redis.exists",
        "before redis.settle"
      })
  void worker_standsStillWhileTheThreadBecomesHot_leavesItsEntry(String place) {
    thread.create();
    thread.flush();
    Stalled<ArchiveReport> worker = stalledWorker(place);
    assertThat(thread.hydrate().outcome()).isEqualTo(HydrateResult.Outcome.HYDRATED);
    thread.append(Note.range("m", 0, 1));
    worker.goOn();
    pass();
    assertThat(tiers.redis().keysOf(ref)).isEmpty();
    assertThat(thread.load().messages()).hasSize(1);
  }

  /** The same around the release of what it has archived itself. */
  @ParameterizedTest
  @ValueSource(strings = {"before redis.commit_flush", "after redis.commit_flush"})
  void worker_standsStillAroundItsRelease_leavesTheEntryOfWhatBecameHot(String place) {
    thread.create();
    Stalled<ArchiveReport> worker = stalledWorker(place);
    thread.append(Note.range("m", 0, 1));
    assertThat(thread.info().tier()).isEqualTo(Tier.HOT);
    worker.goOn();
    pass();
    assertThat(tiers.redis().keysOf(ref)).isEmpty();
    assertThat(thread.load().messages()).hasSize(1);
  }

  @Test
  void worker_readerGoesOnWhileItArchives_isArchivedOnce() {
    thread.create();
    Stalled<ArchiveReport> worker = stalledWorker("after cold.create");
    assertThat(thread.flush().outcome()).isEqualTo(FlushResult.Outcome.ARCHIVED);
    assertThat(worker.goOn().count(Outcome.ARCHIVED)).isEqualTo(1);
    assertThat(thread.snapshots().history(9)).hasSize(1);
  }

  private Stalled<ArchiveReport> stalledWorker(String place) {
    Stalled<ArchiveReport> stalled = new Stalled<>(place, 0);
    ThreadStore<Note> store = store(stalled);
    stalled.begin(() -> pass(store));
    return stalled;
  }

  private ArchiveReport pass() {
    return pass(store(Failpoints.NONE));
  }

  private ThreadStore<Note> store(Failpoints failpoints) {
    ThreadStoreSettings settings =
        ThreadStoreSettings.builder().forkPatience(Duration.ZERO).build();
    return tiers.store(settings, failpoints);
  }

  private ArchiveReport pass(ThreadStore<Note> store) {
    IdleArchiverSettings settings = IdleArchiverSettings.builder().idle(Duration.ZERO).build();
    try (IdleArchiver archiver =
        IdleArchiver.builder(store).namespace(ref.namespace()).settings(settings).build()) {
      return archiver.runOnce();
    }
  }
}
