package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.Revision;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.model.UnreadableSnapshotException;
import dev.threadstore.testsupport.ColdOperation;
import dev.threadstore.testsupport.FaultInjectingColdStore;
import dev.threadstore.testsupport.Pause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cold store that fails, loses answers or stalls while a rival acts. */
class ColdFaultsIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final RedisFixture redis = RedisEngine.REDIS_7.fixture();
  @TempDir private Path folder;
  private FileSystemColdStore files;
  private FaultInjectingColdStore cold;
  private ThreadStore<Note> store;
  private TieredThreadManager<Note> thread;

  @BeforeEach
  void open() {
    files = FileSystemColdStore.open(folder);
    cold = new FaultInjectingColdStore(files);
    ThreadStoreSettings settings =
        ThreadStoreSettings.builder().maxAttempts(4).forkPatience(Duration.ofMillis(300)).build();
    store = redis.store().coldStore(cold).settings(settings).build();
    thread = store.thread(RedisFixture.newRef());
    thread.create();
    thread.append(Note.range("m", 0, 3));
  }

  @AfterEach
  void close() {
    store.close();
    files.close();
  }

  /** G5: a create whose answer was lost is resolved by reading back. */
  @Test
  void flush_answerOfCreateLost_isFoundToBeItsOwn() {
    cold.on(ColdOperation.CREATE).times(1).failAfter();
    assertThat(thread.flush().outcome()).isEqualTo(FlushResult.Outcome.ARCHIVED);
    assertThat(thread.snapshots().history(10)).hasSize(1);
    assertThat(thread.load().messages()).hasSize(3);
  }

  @Test
  void flush_createFailsTwice_isRetried() {
    cold.on(ColdOperation.CREATE).times(2).failBefore();
    assertThat(thread.flush().outcome()).isEqualTo(FlushResult.Outcome.ARCHIVED);
    assertThat(thread.snapshots().history(10)).hasSize(1);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
  }

  /** H22: a flush that fails is an exception, and the hot copy stays, without a TTL. */
  @Test
  void flush_coldStoreDown_keepsTheHotCopy() {
    cold.on(ColdOperation.CREATE).failBefore();
    assertThatThrownBy(thread::flush)
        .isInstanceOfSatisfying(
            StoreUnavailableException.class, e -> assertThat(e.tier()).isEqualTo(Tier.ARCHIVED));
    assertThat(redis.keysOf(thread.ref())).hasSize(3).allMatch(k -> redis.commands().pttl(k) == -1);
    cold.clearFaults();
    assertThat(thread.flush().outcome()).isEqualTo(FlushResult.Outcome.ARCHIVED);
  }

  /** H84, H109: messages cut or replaced while a flush is running do not come back. */
  @Test
  void flush_truncatedAndReplacedMeanwhile_archivesWhatIsThere() {
    Pause create = cold.on(ColdOperation.CREATE).times(1).pauseAfter();
    CompletableFuture<FlushResult> slow = CompletableFuture.supplyAsync(thread::flush);
    create.awaitReached(SOON);
    thread.truncateFrom("m1", Revision.ANY);
    thread.replaceAll(Note.range("new", 0, 2), Revision.ANY);
    create.release();
    assertThat(slow).succeedsWithin(SOON);
    assertThat(thread.flush().isArchived()).isTrue();
    assertThat(thread.load().messages()).isEqualTo(Note.range("new", 0, 2));
  }

  /** H82: a hydrate that stalls with an old snapshot in hand does not install it. */
  @Test
  void hydrate_stalledWhileOthersWentOn_installsTheNewest() throws Exception {
    thread.flush();
    Pause read = cold.on(ColdOperation.READ).times(1).pauseAfter();
    CompletableFuture<?> stalled = CompletableFuture.supplyAsync(thread::hydrate);
    read.awaitReached(SOON);
    thread.hydrate();
    thread.append(Note.range("m", 3, 5));
    thread.flush();
    read.release();
    get(stalled);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
  }

  /** H82, G10: nor after a deletion. */
  @Test
  void hydrate_stalledWhileTheThreadWasDeleted_findsNothing() {
    thread.flush();
    Pause read = cold.on(ColdOperation.READ).times(1).pauseAfter();
    CompletableFuture<?> stalled = CompletableFuture.supplyAsync(thread::hydrate);
    read.awaitReached(SOON);
    thread.delete();
    read.release();
    assertThat(failure(stalled)).isInstanceOf(ThreadNotFoundException.class);
    assertThat(redis.keysOf(thread.ref())).noneMatch(k -> !k.endsWith("gate"));
  }

  /** H19: a fork that stalls is fenced, and never shows half-way or twice. */
  @Test
  void fork_stalledBeforeItsSnapshot_isFencedAndDoneAgain() throws Exception {
    thread.flush();
    ThreadRef target = RedisFixture.newRef();
    Pause create = cold.on(ColdOperation.CREATE).times(1).pauseBefore();
    CompletableFuture<TieredThreadManager<Note>> fork =
        CompletableFuture.supplyAsync(() -> thread.fork(target));
    create.awaitReached(SOON);
    assertThat(store.thread(target).exists()).isFalse();
    create.release();
    assertThat(get(fork).load().messages()).isEqualTo(Note.range("m", 0, 3));
    assertThat(get(fork).snapshots().history(5))
        .extracting(SnapshotInfo::number)
        .containsExactly(2L, 1L);
  }

  @Test
  void fork_stalledWhileTheTargetWasCreated_isRefused() {
    thread.flush();
    ThreadRef target = RedisFixture.newRef();
    Pause create = cold.on(ColdOperation.CREATE).times(1).pauseBefore();
    CompletableFuture<?> fork = CompletableFuture.supplyAsync(() -> thread.fork(target));
    create.awaitReached(SOON);
    store.thread(target).create();
    store.thread(target).append(Note.range("own", 0, 1));
    create.release();
    assertThat(failure(fork)).isInstanceOf(ThreadExistsException.class);
    assertThat(store.thread(target).load().messages()).isEqualTo(Note.range("own", 0, 1));
  }

  /** G9: damage is named, with the newest older snapshot that is intact; H32. */
  @Test
  void hydrate_newestDamaged_isRefusedAndAnOlderOneRestored() {
    thread.flush();
    thread.append(Note.range("m", 3, 4));
    thread.flush();
    String newest = cold.list("threads/", "", 1).get(0).key();
    cold.on(ColdOperation.READ)
        .keys(newest::equals)
        .corrupt(
            bytes -> {
              bytes[bytes.length / 2] ^= 1;
              return bytes;
            });
    UnreadableSnapshotException damage =
        catchThrowableOfType(UnreadableSnapshotException.class, thread::load);
    assertThat(damage.key()).isEqualTo(newest);
    assertThat(damage.newestIntact()).hasValue(1);
    thread.snapshots().restore(1, Revision.ANY);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
    assertThat(thread.flush().snapshot()).isEqualTo(3);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
  }

  /** G9, H40: a store that fails is never taken for a thread that does not exist. */
  @Test
  void load_coldStoreFails_isNotAbsence() {
    thread.flush();
    cold.on(ColdOperation.LIST).failBefore();
    assertThatThrownBy(thread::load).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(thread::exists).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(thread::create).isInstanceOf(StoreUnavailableException.class);
    cold.clearFaults();
    cold.on(ColdOperation.READ).failBefore();
    assertThatThrownBy(thread::load).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(thread::create).isInstanceOf(StoreUnavailableException.class);
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private static Throwable failure(CompletableFuture<?> future) {
    ExecutionException wrapper = catchThrowableOfType(ExecutionException.class, () -> get(future));
    return wrapper.getCause();
  }
}
