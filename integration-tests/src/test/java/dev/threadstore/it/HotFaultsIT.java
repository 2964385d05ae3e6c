package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadStoreException;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Redis that evicts, is full, restarts, forgets scripts, or does not answer. */
class HotFaultsIT {
  @TempDir private Path folder;
  private FileSystemColdStore cold;
  private final RedisServer server =
      RedisServer.builder().appendOnly(RedisServer.Fsync.ALWAYS).start();
  private final RedisFixture redis = RedisFixture.on(server);
  private ThreadStore<Note> store;
  private TieredThreadManager<Note> thread;

  @BeforeEach
  void open() {
    cold = FileSystemColdStore.open(folder);
    ThreadStoreSettings settings =
        ThreadStoreSettings.builder()
            .callTimeout(Duration.ofSeconds(3))
            .transferTimeout(Duration.ofSeconds(5))
            .build();
    store = redis.store().coldStore(cold).settings(settings).build();
    thread = store.thread(RedisFixture.newRef());
    thread.create();
    thread.append(Note.range("m", 0, 3));
  }

  @AfterEach
  void close() {
    store.close();
    cold.close();
    redis.close();
    server.close();
  }

  /** H13, G6: what eviction leaves of an archived thread is not served, and comes back whole. */
  @ParameterizedTest
  @ValueSource(strings = {"head", "log", "ids"})
  void evicted_cleanThread_isHydratedAgain(String part) {
    thread.flush(AfterFlush.KEEP);
    redis.commands().del(key(part));
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
    redis.commands().del(key(part));
    assertThat(thread.append(Note.range("m", 2, 4)).added()).containsExactly("m3");
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  /** H13, H107, G6: what eviction leaves of a thread with unarchived changes is an error. */
  @ParameterizedTest
  @ValueSource(strings = {"head", "log", "ids"})
  void evicted_dirtyThread_isReportedAndNothingIsDropped(String part) {
    thread.flush(AfterFlush.KEEP);
    thread.append(Note.range("m", 3, 5));
    redis.commands().del(key(part));
    assertThatThrownBy(thread::load).isInstanceOf(DamagedHotCopyException.class);
    assertThatThrownBy(thread::flush).isInstanceOf(DamagedHotCopyException.class);
    assertThatThrownBy(thread::hydrate).isInstanceOf(DamagedHotCopyException.class);
    assertThatThrownBy(() -> thread.append(Note.range("m", 5, 6)))
        .isInstanceOf(DamagedHotCopyException.class);
    assertThat(redis.keysOf(thread.ref())).hasSize(2);
    thread.resolve(Resolution.keepCold(), Revision.ANY);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"head", "log", "ids"})
  void evicted_dirtyThread_canBeRestoredOrDeleted(String part) {
    thread.flush(AfterFlush.KEEP);
    thread.append(Note.range("m", 3, 5));
    redis.commands().del(key(part));
    thread.snapshots().restore(1, Revision.ANY);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
    redis.commands().del(key(part));
    assertThat(thread.delete().existed()).isTrue();
    assertThat(redis.keysOf(thread.ref())).isEmpty();
    assertThat(thread.exists()).isFalse();
  }

  @Test
  void foreignDataUnderOurKey_isDamage() {
    redis.commands().del(key("log"));
    redis.commands().set(key("log"), "somebody else's");
    assertThatThrownBy(thread::load).isInstanceOf(DamagedHotCopyException.class);
    assertThatThrownBy(() -> thread.append(Note.range("m", 3, 4)))
        .isInstanceOf(DamagedHotCopyException.class);
    assertThat(redis.commands().get(key("log"))).isEqualTo("somebody else's");
  }

  /** H108: a full Redis refuses changes cleanly, and a flush works on it and frees it. */
  @Test
  void fullRedis_refusesChangesAndLetsFlushDeleteAndTruncateThrough() {
    TieredThreadManager<Note> other = store.thread(RedisFixture.newRef());
    other.create();
    other.append(Note.range("m", 0, 3));
    TieredThreadManager<Note> third = store.thread(RedisFixture.newRef());
    third.create();
    third.append(Note.range("m", 0, 3));
    Revision before = thread.load().revision();
    redis.commands().configSet("maxmemory", "1");
    assertThatThrownBy(() -> thread.append(Note.range("m", 3, 4)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("OOM");
    assertThatThrownBy(() -> thread.state().saveJson("1", Revision.ANY))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> thread.replaceAll(Note.range("new", 0, 3), Revision.ANY))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(thread.load().revision()).isEqualTo(before);
    assertThat(thread.truncateFrom("m2", Revision.ANY).removed()).isEqualTo(1);
    assertThat(thread.flush().isArchived()).isTrue();
    assertThat(redis.keysOf(thread.ref())).isEmpty();
    assertThat(other.delete().existed()).isTrue();
    assertThat(other.delete().existed()).isFalse();
    assertThat(third.flush(AfterFlush.KEEP).isArchived()).isTrue();
    redis.commands().configSet("maxmemory", "0");
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 2));
  }

  @Test
  void scriptFlush_isNotNoticed() {
    redis.commands().scriptFlush();
    assertThat(thread.append(Note.range("m", 3, 4)).added()).hasSize(1);
  }

  @Test
  void restart_afterSigkill_keepsWhatWasAcknowledged() {
    Revision before = thread.load().revision();
    server.kill();
    server.restart();
    assertThat(thread.load().revision()).isEqualTo(before);
    assertThat(thread.append(Note.range("m", 0, 4)).added()).containsExactly("m3");
  }

  @Test
  void pausedRedis_endsCallsAtTheirDeadline() {
    server.pause();
    try {
      long start = System.nanoTime();
      assertThatThrownBy(() -> thread.append(Note.range("m", 3, 4)))
          .isInstanceOf(ThreadStoreException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    } finally {
      server.resume();
    }
    assertThat(thread.append(Note.range("m", 3, 4)).length()).isEqualTo(4);
  }

  private String key(String part) {
    return "ts:{" + thread.ref().encodedNamespace() + ":" + thread.ref().encodedId() + "}:" + part;
  }
}
