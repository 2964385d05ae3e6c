package dev.threadstore.it;

import static dev.threadstore.it.TieredFixture.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadContent;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdOperation;
import dev.threadstore.testsupport.FaultInjectingColdStore;
import dev.threadstore.testsupport.Pause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads in several steps across a change of the whole copy, and restores across a flush (H83). */
class MixedHistoriesIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final TieredFixture tiered = new TieredFixture();
  private final RedisFixture redis = tiered.redis;
  private final FaultInjectingColdStore cold = tiered.cold;
  private final ThreadStore<Note> store = tiered.store;
  private final TieredThreadManager<Note> thread = tiered.thread;

  @AfterEach
  void close() {
    tiered.close();
  }

  /** G3, G7: a read across KEEP_COLD is all of one version. */
  @Test
  void load_acrossKeepCold_isOneVersion() {
    archiveAndGoOnElsewhere();
    thread.append(Note.range("mine", 0, 900));
    thread.append(Note.range("mine", 900, 1500));
    Revision mine = thread.info().revision();
    List<Note> before = thread.load().messages();

    Stalled<ThreadContent<Note>> read =
        tiered.stall("before redis.read", 1, TieredThreadManager::load);
    thread.resolve(Resolution.keepCold(), mine);
    List<Note> after = thread.load().messages();
    assertThat(read.goOn().messages()).isIn(before, after);
  }

  /** G8: and so is a fork. */
  @Test
  void fork_acrossKeepCold_isOneVersion() {
    archiveAndGoOnElsewhere();
    thread.append(Note.range("mine", 0, 900));
    Revision mine = thread.info().revision();
    List<Note> before = thread.load().messages();
    ThreadRef target = RedisFixture.newRef();
    Stalled<?> fork = tiered.stall("before redis.read", 1, t -> t.fork(target));
    thread.resolve(Resolution.keepCold(), mine);
    List<Note> after = thread.load().messages();
    fork.goOn();
    assertThat(store.thread(target).load().messages()).isIn(before, after);
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
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
    FlushResult flushed = thread.flush();
    assertThat(flushed.outcome()).isEqualTo(FlushResult.Outcome.ARCHIVED);
    assertThat(flushed.snapshot()).isEqualTo(3);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
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
    FlushResult flushed = thread.flush();
    assertThat(flushed.outcome()).isEqualTo(FlushResult.Outcome.ARCHIVED);
    assertThat(flushed.snapshot()).isEqualTo(2);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 68));
  }

  /** H80: nor is the one that was under way when it came back. */
  @Test
  void flush_answerLostAfterALongOutage_findsItsSnapshot() {
    for (int i = 0; i < 64; i++) {
      thread.append(Note.range("o", i, i + 1));
      cold.on(ColdOperation.LIST).failBefore();
      attempt(thread::flush);
      cold.clearFaults();
    }
    thread.append(Note.range("p", 0, 1));
    cold.on(ColdOperation.CREATE).failAfter();
    cold.on(ColdOperation.READ).failBefore();
    attempt(thread::flush); // durable, and nobody knows
    cold.clearFaults();
    thread.append(Note.range("p", 1, 2));
    assertThat(thread.flush().isArchived()).isTrue();
  }

  /** Another Redis takes the thread from the archive, and archives messages of its own. */
  private void archiveAndGoOnElsewhere() {
    thread.append(Note.range("m", 3, 900));
    thread.flush(AfterFlush.KEEP);
    try (ThreadStore<Note> other =
        RedisEngine.REDIS_6_2.fixture().store().coldStore(cold).build()) {
      TieredThreadManager<Note> theirs = other.thread(thread.ref());
      theirs.append(Note.range("theirs", 0, 900));
      theirs.append(Note.range("theirs", 900, 1800));
      theirs.flush();
    }
  }
}
