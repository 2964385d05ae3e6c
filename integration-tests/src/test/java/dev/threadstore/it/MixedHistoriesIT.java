package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadContent;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdOperation;
import dev.threadstore.testsupport.FaultInjectingColdStore;
import dev.threadstore.testsupport.InMemoryColdStore;
import dev.threadstore.testsupport.Pause;
import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads in several steps across a change of the whole copy, and restores across a flush (H83). */
class MixedHistoriesIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final RedisFixture redis = RedisEngine.REDIS_7.fixture();
  private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.now());
  private final FaultInjectingColdStore cold =
      new FaultInjectingColdStore(new InMemoryColdStore((InstantSource) clock::get));
  private ThreadStore<Note> store;
  private TieredThreadManager<Note> thread;

  @BeforeEach
  void open() {
    store = redis.store().coldStore(cold).build();
    thread = store.thread(RedisFixture.newRef());
    thread.create();
    thread.append(Note.range("m", 0, 3));
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** G3, G7: a read across KEEP_COLD is all of one version. */
  @Test
  void load_acrossKeepCold_isOneVersion() throws Exception {
    thread.append(Note.range("m", 3, 900));
    thread.flush(AfterFlush.KEEP);
    try (ThreadStore<Note> other =
        RedisEngine.REDIS_6_2.fixture().store().coldStore(cold).build()) {
      TieredThreadManager<Note> theirs = other.thread(thread.ref());
      theirs.append(Note.range("theirs", 0, 900));
      theirs.append(Note.range("theirs", 900, 1800));
      theirs.flush();
    }
    thread.append(Note.range("mine", 0, 900));
    thread.append(Note.range("mine", 900, 1500));
    Revision mine = thread.info().revision();
    List<Note> before = thread.load().messages();

    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger evals = new AtomicInteger();
    Thread[] reader = new Thread[1];
    redis.listen(
        new CommandListener() {
          @Override
          public void commandStarted(CommandStartedEvent event) {
            if (Thread.currentThread() == reader[0]
                && event.getCommand().getType().toString().equals("EVALSHA")
                && evals.incrementAndGet() == 2) {
              reached.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          }
        });
    try (ThreadStore<Note> listened = redis.store().coldStore(cold).build()) {
      AtomicReference<ThreadContent<Note>> got = new AtomicReference<>();
      reader[0] = new Thread(() -> got.set(listened.thread(thread.ref()).load()));
      reader[0].start();
      assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
      thread.resolve(Resolution.keepCold(), mine);
      List<Note> after = thread.load().messages();
      go.countDown();
      reader[0].join(10_000);
      assertThat(got.get().messages().equals(before) || got.get().messages().equals(after))
          .as(
              "revision %s (mine was %s), first of mine %s, first of theirs %s",
              got.get().revision(),
              mine,
              got.get().messages().stream().filter(n -> n.id().startsWith("mine")).count(),
              got.get().messages().stream().filter(n -> n.id().startsWith("theirs")).count())
          .isTrue();
    }
  }

  /** G8: and so is a fork. */
  @Test
  void fork_acrossKeepCold_isOneVersion() throws Exception {
    thread.append(Note.range("m", 3, 900));
    thread.flush(AfterFlush.KEEP);
    try (ThreadStore<Note> other =
        RedisEngine.REDIS_6_2.fixture().store().coldStore(cold).build()) {
      TieredThreadManager<Note> theirs = other.thread(thread.ref());
      theirs.append(Note.range("theirs", 0, 900));
      theirs.append(Note.range("theirs", 900, 1800));
      theirs.flush();
    }
    thread.append(Note.range("mine", 0, 900));
    Revision mine = thread.info().revision();
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger evals = new AtomicInteger();
    Thread[] forker = new Thread[1];
    redis.listen(
        new CommandListener() {
          @Override
          public void commandStarted(CommandStartedEvent event) {
            if (Thread.currentThread() == forker[0]
                && event.getCommand().getType().toString().equals("EVALSHA")
                && evals.incrementAndGet() == 3) {
              reached.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          }
        });
    try (ThreadStore<Note> listened = redis.store().coldStore(cold).build()) {
      ThreadRef target = RedisFixture.newRef();
      forker[0] = new Thread(() -> listened.thread(thread.ref()).fork(target));
      forker[0].start();
      assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
      thread.resolve(Resolution.keepCold(), mine);
      go.countDown();
      forker[0].join(10_000);
      List<String> ids = Note.ids(store.thread(target).load().messages());
      long ofMine = ids.stream().filter(i -> i.startsWith("mine")).count();
      long ofTheirs = ids.stream().filter(i -> i.startsWith("theirs")).count();
      assertThat(ofMine == 0 || ofTheirs == 0).as("mine %s theirs %s", ofMine, ofTheirs).isTrue();
    }
  }

  /** G5: a flush that ends while a restore is under way is no rival. */
  @Test
  void restore_flushEndsMeanwhile_buildsOnItsSnapshot() {
    thread.flush(AfterFlush.KEEP);
    thread.append(Note.range("m", 3, 4));
    Revision seen = thread.info().revision();
    Pause read = cold.on(ColdOperation.READ).times(1).pauseAfter();
    CompletableFuture<?> restore =
        CompletableFuture.runAsync(() -> thread.snapshots().restore(1, seen));
    read.awaitReached(SOON);
    assertThat(thread.flush(AfterFlush.KEEP).snapshot()).isEqualTo(2);
    read.release();
    assertThat(restore).succeedsWithin(SOON);
    assertThat(thread.load().messages()).hasSize(3);
    assertThatCode(thread::flush).doesNotThrowAnyException();
  }

  /** G5, H80: nor is a flush that a long outage has hidden. */
  @Test
  void flush_longOutageAfterALostAnswer_findsItsSnapshot() {
    ThreadStoreSettings few = ThreadStoreSettings.builder().maxAttempts(2).build();
    try (ThreadStore<Note> impatient = redis.store().coldStore(cold).settings(few).build()) {
      TieredThreadManager<Note> same = impatient.thread(thread.ref());
      cold.on(ColdOperation.READ).failBefore();
      cold.on(ColdOperation.CREATE).failAfter();
      attempt(same::flush); // the snapshot is there, its answer is not
      cold.clearFaults();
      cold.on(ColdOperation.LIST).failBefore();
      cold.on(ColdOperation.READ).failBefore();
      cold.on(ColdOperation.CREATE).failBefore();
      for (int i = 0; i < 65; i++) {
        same.append(Note.range("m", 3 + i, 4 + i));
        attempt(same::flush);
      }
    }
    cold.clearFaults();
    assertThatCode(thread::flush).doesNotThrowAnyException();
  }

  private static void attempt(ThrowingCallable call) {
    Throwable failure = catchThrowable(call);
    if (failure instanceof Error error) {
      throw error;
    }
  }
}
