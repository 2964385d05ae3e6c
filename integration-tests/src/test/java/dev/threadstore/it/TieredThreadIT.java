package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.HydrateOnUse;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.ThreadDeletedException;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadInfo;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadNotHotException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link TieredThreadManager} between a real Redis and a real folder, on every engine. */
@ParameterizedClass
@EnumSource(RedisEngine.class)
class TieredThreadIT {
  private final RedisFixture redis;
  @TempDir private Path folder;
  private FileSystemColdStore cold;
  private ThreadStore<Note> store;
  private TieredThreadManager<Note> thread;

  TieredThreadIT(RedisEngine engine) {
    redis = engine.fixture();
  }

  @BeforeEach
  void open() {
    cold = FileSystemColdStore.open(folder);
    store = redis.store().coldStore(cold).build();
    thread = store.thread(RedisFixture.newRef());
    thread.create();
  }

  @AfterEach
  void close() {
    store.close();
    cold.close();
  }

  @Test
  void flush_releasesEveryKey_hydrateBringsAllBack() {
    thread.append(Note.range("m", 0, 5));
    thread.state().saveJson("{\"step\":1}", Revision.ANY);
    ThreadInfo before = thread.info();
    FlushResult flushed = thread.flush();
    assertThat(flushed.outcome()).isEqualTo(FlushResult.Outcome.ARCHIVED);
    assertThat(flushed.snapshot()).isEqualTo(1);
    assertThat(flushed.bytes()).isPositive();
    assertThat(redis.keysOf(thread.ref())).isEmpty();
    assertThat(thread.info().tier()).isEqualTo(Tier.ARCHIVED);
    assertThat(redis.keysOf(thread.ref())).isEmpty();

    HydrateResult hydrated = thread.hydrate();
    assertThat(hydrated.outcome()).isEqualTo(HydrateResult.Outcome.HYDRATED);
    assertThat(hydrated.length()).isEqualTo(5);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
    assertThat(thread.load().revision()).isEqualTo(before.revision());
    assertThat(thread.state().loadJson().value().orElseThrow()).isEqualTo("{\"step\":1}");
    assertThat(thread.info().archived()).isTrue();
    assertThat(thread.hydrate().outcome()).isEqualTo(HydrateResult.Outcome.ALREADY_HOT);
  }

  @Test
  void append_onArchivedThread_hydratesAndDeduplicates() {
    thread.append(Note.range("m", 0, 5));
    thread.flush();
    assertThat(thread.append(Note.range("m", 3, 7)).added()).containsExactly("m5", "m6");
    assertThat(thread.flush().snapshot()).isEqualTo(2);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 7));
  }

  @Test
  void append_withExpectedRevision_holdsAcrossFlushAndHydrate() {
    Revision revision = thread.append(Note.range("m", 0, 5)).revision();
    thread.flush();
    assertThat(thread.append(Note.range("m", 5, 6), revision).added()).containsExactly("m5");
  }

  @Test
  void flush_unchanged_writesNothing() {
    thread.append(Note.range("m", 0, 5));
    assertThat(thread.flush(AfterFlush.KEEP).outcome()).isEqualTo(FlushResult.Outcome.ARCHIVED);
    FlushResult again = thread.flush();
    assertThat(again.outcome()).isEqualTo(FlushResult.Outcome.ALREADY_ARCHIVED);
    assertThat(again.bytes()).isZero();
    assertThat(thread.flush().outcome()).isEqualTo(FlushResult.Outcome.NOT_HOT);
    assertThat(thread.snapshots().history(10)).hasSize(1);
  }

  /** H2, H73: one TTL on all keys once archived, none before. */
  @Test
  void ttl_dirtyHasNone_archivedHasOneOnAllKeys() {
    thread.append(Note.range("m", 0, 5));
    assertThat(redis.keysOf(thread.ref())).hasSize(3).allMatch(k -> ttl(k) == -1);
    thread.flush(AfterFlush.KEEP);
    List<String> keys = redis.keysOf(thread.ref());
    assertThat(keys).hasSize(3).allMatch(k -> ttl(k) > 86_000_000L);
    for (String key : keys) {
      redis.commands().pexpire(key, 60_000);
    }
    thread.messages().tail(1);
    assertThat(keys).allMatch(k -> ttl(k) > 86_000_000L);
    thread.append(Note.range("m", 5, 6));
    assertThat(keys).allMatch(k -> ttl(k) == -1);
  }

  private long ttl(String key) {
    return redis.commands().pttl(key);
  }

  @Test
  void flushIfIdle_changedJustNow_leavesItHot() {
    thread.append(Note.range("m", 0, 5));
    assertThat(thread.flushIfIdle(Duration.ofHours(1)).outcome())
        .isEqualTo(FlushResult.Outcome.NOT_IDLE);
    assertThat(thread.flushIfIdle(Duration.ZERO).outcome()).isEqualTo(FlushResult.Outcome.ARCHIVED);
  }

  @Test
  void hydrateNever_onArchivedThread_isRefused() {
    thread.append(Note.range("m", 0, 5));
    thread.flush();
    ThreadStoreSettings settings =
        ThreadStoreSettings.builder().hydrateOnUse(HydrateOnUse.NEVER).build();
    try (ThreadStore<Note> strict = redis.store().coldStore(cold).settings(settings).build()) {
      TieredThreadManager<Note> strictly = strict.thread(thread.ref());
      assertThatThrownBy(strictly::load).isInstanceOf(ThreadNotHotException.class);
      strictly.hydrate();
      assertThat(strictly.load().messages()).hasSize(5);
    }
  }

  /** H24: starting "new" on a known id would put an empty thread over its archive. */
  @Test
  void create_onArchivedId_isRefused() {
    thread.append(Note.range("m", 0, 5));
    thread.flush();
    assertThatThrownBy(thread::create).isInstanceOf(ThreadExistsException.class);
    assertThat(thread.createIfAbsent()).isFalse();
  }

  @Test
  void fork_ofArchivedThread_bringsNeitherToRedis() {
    thread.append(Note.range("m", 0, 5));
    thread.state().saveJson("{\"step\":1}", Revision.ANY);
    thread.flush();
    ThreadRef target = RedisFixture.newRef();
    TieredThreadManager<Note> fork =
        thread.fork(target, ForkPoint.including("m2"), ForkState.CURRENT);
    assertThat(redis.keysOf(thread.ref())).isEmpty();
    assertThat(redis.keysOf(target)).isEmpty();
    assertThat(fork.info().tier()).isEqualTo(Tier.ARCHIVED);
    assertThat(fork.info().lineage().orElseThrow().length()).isEqualTo(3);
    assertThat(fork.load().messages()).isEqualTo(Note.range("m", 0, 3));
    assertThat(fork.append(Note.range("m", 2, 4)).added()).containsExactly("m3");
    thread.purge();
    fork.flush();
    assertThat(fork.load().messages()).isEqualTo(Note.range("m", 0, 4));
    assertThatThrownBy(() -> fork.fork(target)).isInstanceOf(ThreadExistsException.class);
  }

  @Test
  void fork_ofArchivedThread_atUnknownPoint_leavesTheTargetFree() {
    thread.append(Note.range("m", 0, 5));
    thread.flush();
    ThreadRef target = RedisFixture.newRef();
    assertThatThrownBy(() -> thread.fork(target, ForkPoint.first(6), ForkState.NONE))
        .isInstanceOf(InvalidInputException.class);
    assertThat(redis.keysOf(target)).allMatch(this::isAGateThatExpires);
    store.thread(target).create();
  }

  private boolean isAGateThatExpires(String key) {
    return key.endsWith(":gate") && redis.commands().pttl(key) > 0;
  }

  /** H15, H86, G10: a deleted thread stays deleted, and its id can be used afresh. */
  @Test
  void delete_inBothTiers_staysDeleted() {
    thread.append(Note.range("m", 0, 5));
    thread.flush(AfterFlush.KEEP);
    assertThat(thread.delete().tombstone()).isEqualTo(2);
    assertThat(redis.keysOf(thread.ref())).isEmpty();
    assertThat(thread.exists()).isFalse();
    assertThatThrownBy(thread::hydrate).isInstanceOf(ThreadDeletedException.class);
    assertThatThrownBy(thread::load).isInstanceOf(ThreadNotFoundException.class);
    assertThat(thread.delete().existed()).isFalse();
    assertThat(redis.keysOf(thread.ref())).allMatch(this::isAGateThatExpires);

    thread.create();
    assertThat(thread.append(Note.range("m", 0, 2)).added()).hasSize(2);
    assertThat(thread.flush().snapshot()).isEqualTo(3);
    assertThat(thread.load().messages()).hasSize(2);
    assertThat(thread.snapshots().history(10))
        .extracting(SnapshotInfo::kind)
        .containsExactly(SnapshotInfo.Kind.SNAPSHOT, SnapshotInfo.Kind.TOMBSTONE);
  }

  @Test
  void delete_ofArchivedThread_staysDeleted() {
    thread.append(Note.range("m", 0, 5));
    thread.flush();
    assertThat(thread.delete().existed()).isTrue();
    assertThat(redis.keysOf(thread.ref())).isEmpty();
    assertThatThrownBy(thread::load).isInstanceOf(ThreadNotFoundException.class);
  }

  @Test
  void purge_leavesNoObject() {
    thread.append(Note.range("m", 0, 5));
    thread.flush();
    thread.append(Note.range("m", 5, 6));
    assertThat(thread.purge().existed()).isTrue();
    assertThat(redis.keysOf(thread.ref())).isEmpty();
    assertThat(cold.list("threads/", "", 10)).isEmpty();
    assertThat(thread.purge().existed()).isFalse();
    assertThat(thread.create().length()).isZero();
  }

  @Test
  void restore_olderSnapshot_becomesCurrent() {
    thread.append(Note.range("m", 0, 3));
    thread.state().saveJson("{\"step\":1}", Revision.ANY);
    thread.flush();
    thread.append(Note.range("m", 3, 6));
    thread.state().delete(Revision.ANY);
    thread.flush(AfterFlush.KEEP);

    Revision restored = thread.snapshots().restore(1, thread.info().revision()).revision();
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
    assertThat(thread.state().loadJson().value().orElseThrow()).isEqualTo("{\"step\":1}");
    assertThat(restored.version()).isEqualTo(6);
    assertThat(thread.append(Note.range("m", 3, 4)).added()).containsExactly("m3");
    assertThat(thread.flush().snapshot()).isEqualTo(3);

    thread.snapshots().restore(2, Revision.ANY);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 6));
    assertThat(thread.state().loadJson().value()).isEmpty();
    assertThat(thread.flush().snapshot()).isEqualTo(4);
    assertThatThrownBy(() -> thread.snapshots().restore(9, Revision.ANY))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void withoutColdStore_movesDoNothingAndSaySo() {
    try (ThreadStore<Note> hotOnly = redis.store().build()) {
      TieredThreadManager<Note> alone = hotOnly.thread(RedisFixture.newRef());
      alone.create();
      assertThat(alone.flush().outcome()).isEqualTo(FlushResult.Outcome.NO_COLD_STORE);
      assertThat(alone.hydrate().outcome()).isEqualTo(HydrateResult.Outcome.NO_COLD_STORE);
      assertThatThrownBy(alone::purge).isInstanceOf(UnsupportedOperationException.class);
      assertThat(redis.keysOf(alone.ref())).hasSize(1);
    }
  }

  @Test
  void fitness_ofRedisAndFolder_isFit() {
    assertThat(store.fitness().findings()).isNotEmpty();
    assertThat(store.fitness().isFit()).isTrue();
    assertThat(cold.list("probe/", "", 10)).isEmpty();
  }
}
