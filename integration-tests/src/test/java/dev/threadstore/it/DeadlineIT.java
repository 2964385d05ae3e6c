package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdOperation;
import dev.threadstore.testsupport.FaultInjectingColdStore;
import dev.threadstore.testsupport.InMemoryColdStore;
import dev.threadstore.testsupport.Pause;
import dev.threadstore.testsupport.RedisServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tier that does not answer: every call ends at its deadline, or when it is interrupted. */
class DeadlineIT {
  private static final Duration CALL = Duration.ofMillis(700);
  private static final Duration TRANSFER = Duration.ofMillis(1500);

  /** For a busy machine; far from the default timeouts of 10 seconds and 2 minutes. */
  private static final Duration TOLERANCE = Duration.ofSeconds(3);

  private static final Duration SOON = Duration.ofSeconds(10);

  private final FaultInjectingColdStore cold = new FaultInjectingColdStore(new InMemoryColdStore());
  private final RedisServer server = RedisServer.start();
  private final RedisFixture redis = RedisFixture.on(server);
  private ThreadStore<Note> store;
  private TieredThreadManager<Note> thread;

  @BeforeEach
  void open() {
    ThreadStoreSettings settings =
        ThreadStoreSettings.builder().callTimeout(CALL).transferTimeout(TRANSFER).build();
    store = redis.store().coldStore(cold).settings(settings).build();
    thread = store.thread(RedisFixture.newRef());
    thread.create();
    thread.append(Note.range("m", 0, 3));
    thread.load();
    thread.state().saveJson("1", Revision.ANY);
  }

  @AfterEach
  void close() {
    store.close();
    redis.close();
    server.close();
  }

  /** G1: a change that was not answered may have been made, and the exception says just that. */
  @Test
  void change_redisPaused_endsAtCallTimeoutWithOutcomeUnknown() {
    server.pause();
    try {
      assertThat(endsAfter(CALL, () -> thread.append(Note.range("m", 3, 4))))
          .isExactlyInstanceOf(OutcomeUnknownException.class);
      assertThat(endsAfter(CALL, () -> thread.truncateFrom("m2", Revision.ANY)))
          .isExactlyInstanceOf(OutcomeUnknownException.class);
      assertThat(endsAfter(CALL, () -> thread.state().saveJson("2", Revision.ANY)))
          .isExactlyInstanceOf(OutcomeUnknownException.class);
    } finally {
      server.resume();
    }
    thread.append(Note.range("m", 0, 4));
    assertThat(thread.load().messages()).contains(Note.of("m3")).doesNotHaveDuplicates();
  }

  /** G9: a read that was not answered is the failure of Redis, and never absence. */
  @Test
  void read_redisPaused_endsAtCallTimeoutAsHotUnavailable() {
    server.pause();
    try {
      assertUnavailable(Tier.HOT, endsAfter(CALL, thread::load));
      assertUnavailable(Tier.HOT, endsAfter(CALL, () -> thread.messages().tail(1)));
      assertUnavailable(Tier.HOT, endsAfter(CALL, () -> thread.state().loadJson()));
      assertUnavailable(Tier.HOT, endsAfter(TRANSFER, thread::exists));
    } finally {
      server.resume();
    }
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
  }

  /** G1, G4: a flush whose cold store hangs ends, and the hot copy is still there. */
  @ParameterizedTest
  @EnumSource(names = {"LIST", "CREATE"})
  void flush_coldStoreHangs_endsAtTransferTimeoutAndKeepsTheHotCopy(ColdOperation operation) {
    Pause pause = cold.on(operation).pauseBefore();
    assertUnavailable(Tier.ARCHIVED, endsAfter(TRANSFER, thread::flush));
    assertStillHot();
    recover(pause);
  }

  /** G1, G4: so does one that must read back whether its snapshot was created. */
  @Test
  void flush_readBackHangs_endsAtTransferTimeoutAndKeepsTheHotCopy() {
    cold.on(ColdOperation.CREATE).times(1).failAfter();
    Pause pause = cold.on(ColdOperation.READ).pauseBefore();
    assertUnavailable(Tier.ARCHIVED, endsAfter(TRANSFER, thread::flush));
    assertStillHot();
    recover(pause);
  }

  /** G7: a hydrate whose cold store hangs ends, and shows nothing. */
  @ParameterizedTest
  @EnumSource(names = {"LIST", "READ"})
  void hydrate_coldStoreHangs_endsAtTransferTimeoutAndShowsNothing(ColdOperation operation) {
    thread.flush();
    Pause pause = cold.on(operation).pauseBefore();
    assertUnavailable(Tier.ARCHIVED, endsAfter(TRANSFER, thread::hydrate));
    assertUnavailable(Tier.ARCHIVED, endsAfter(TRANSFER, thread::load));
    assertThat(redis.keysOf(thread.ref())).allMatch(key -> key.endsWith(":gate"));
    recover(pause);
  }

  /** G4: a comparison with an archive that hangs ends, and the hot copy is still there. */
  @Test
  void hydrateCheck_coldStoreHangs_endsAtTransferTimeoutAndKeepsTheHotCopy() {
    thread.flush(AfterFlush.KEEP);
    Pause pause = cold.on(ColdOperation.LIST).pauseBefore();
    assertUnavailable(Tier.ARCHIVED, endsAfter(TRANSFER, () -> thread.hydrate(Freshness.CHECK)));
    assertStillHot();
    recover(pause);
  }

  @Test
  void append_interruptedWhileRedisIsPaused_endsAtOnceWithTheFlagKept() throws Exception {
    server.pause();
    try {
      Interrupted append = interrupted(() -> thread.append(Note.range("m", 3, 4)), () -> {});
      assertThat(append.failure()).isExactlyInstanceOf(OutcomeUnknownException.class);
      assertThat(append.flag()).isTrue();
      Interrupted load = interrupted(thread::load, () -> {});
      assertUnavailable(Tier.HOT, load.failure());
      assertThat(load.flag()).isTrue();
    } finally {
      server.resume();
    }
  }

  @Test
  void flush_interruptedWhileTheColdStoreHangs_endsAtOnceWithTheFlagKept() throws Exception {
    Pause pause = cold.on(ColdOperation.CREATE).pauseBefore();
    Interrupted flush = interrupted(thread::flush, () -> pause.awaitReached(SOON));
    assertUnavailable(Tier.ARCHIVED, flush.failure());
    assertThat(flush.flag()).isTrue();
    assertStillHot();
    recover(pause);
  }

  private void assertStillHot() {
    assertThat(redis.keysOf(thread.ref())).hasSize(3);
    assertThat(thread.info().tier()).isEqualTo(Tier.HOT);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
  }

  private void recover(Pause pause) {
    cold.clearFaults();
    pause.release();
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
    assertThat(thread.flush().isArchived()).isTrue();
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
  }

  private static void assertUnavailable(Tier tier, Throwable failure) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            StoreUnavailableException.class, e -> assertThat(e.tier()).isEqualTo(tier));
  }

  /** What a call throws, which must be at the end of its time: neither at once nor much later. */
  private static Throwable endsAfter(Duration time, ThrowingCallable call) {
    long start = System.nanoTime();
    Throwable failure = catchThrowable(call);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(time.dividedBy(2), time.plus(TOLERANCE));
    return failure;
  }

  /** What a call that was interrupted has thrown, and whether its thread knew it afterwards. */
  private record Interrupted(Throwable failure, boolean flag) {}

  /** Makes a call in a thread of its own and interrupts it as soon as it waits. */
  private static Interrupted interrupted(ThrowingCallable call, Runnable waits) throws Exception {
    CompletableFuture<Interrupted> result = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              Throwable failure = catchThrowable(call);
              result.complete(new Interrupted(failure, Thread.currentThread().isInterrupted()));
            });
    caller.start();
    waits.run();
    while (caller.getState() != Thread.State.TIMED_WAITING) {
      assertThat(result).isNotDone();
      Thread.onSpinWait();
    }
    caller.interrupt();
    return result.get(SOON.toSeconds(), TimeUnit.SECONDS);
  }
}
