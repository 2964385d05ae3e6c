package dev.threadstore.it;

import static dev.threadstore.it.TieredFixture.attempt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ThreadDeletedException;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdOperation;
import dev.threadstore.testsupport.FaultInjectingColdStore;
import dev.threadstore.testsupport.Pause;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deletions and purges that stall, die or come back while others go on (H85, H106). */
class DeletionRacesIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final TieredFixture tiered = new TieredFixture();
  private final RedisFixture redis = tiered.redis;
  private final FaultInjectingColdStore cold = tiered.cold;
  private final TieredThreadManager<Note> thread = tiered.thread;

  @AfterEach
  void close() {
    tiered.close();
  }

  /** G1, G10: a purge that is slow takes nothing of a thread created afresh meanwhile. */
  @Test
  void purge_slowWhileTheIdIsCreatedAfresh_leavesTheNewThread() {
    thread.flush();
    // Lists of a purge: newest, then all objects.
    Pause list =
        cold.on(ColdOperation.LIST).keys(k -> !k.endsWith("snapshots/")).times(1).pauseBefore();
    CompletableFuture<?> purge = CompletableFuture.runAsync(thread::purge);
    list.awaitReached(SOON);
    cold.clearFaults();
    assertThat(thread.createIfAbsent()).isTrue(); // meets the seal and finishes it
    thread.append(Note.range("new", 0, 2));
    assertThat(thread.flush().isArchived()).isTrue();
    list.release();
    assertThat(purge).succeedsWithin(SOON);
    assertThat(thread.exists()).isTrue();
    assertThat(thread.load().messages()).isEqualTo(Note.range("new", 0, 2));
  }

  /**
   * G1, H85: a seal whose deletion died before its last step does not bury what another Redis has
   * created since.
   */
  @Test
  void delete_diedBeforeItsLastStep_leavesTheThreadCreatedElsewhere() {
    thread.flush(AfterFlush.KEEP);
    Pause bury = cold.on(ColdOperation.CREATE).times(1).pauseAfter();
    CompletableFuture<?> dying = CompletableFuture.runAsync(thread::delete);
    bury.awaitReached(SOON); // the tombstone is durable; the process "dies" here
    cold.clearFaults();
    try (ThreadStore<Note> other =
        RedisEngine.REDIS_6_2.fixture().store().coldStore(cold).build()) {
      TieredThreadManager<Note> theirs = other.thread(thread.ref());
      theirs.create();
      theirs.append(Note.range("new", 0, 2));
      assertThat(theirs.flush().isArchived()).isTrue();
      attempt(thread::load); // completes the deletion in the first Redis
      assertThat(theirs.exists()).isTrue();
      assertThat(theirs.load().messages()).isEqualTo(Note.range("new", 0, 2));
    } finally {
      bury.release();
      dying.join();
    }
  }

  /** G10: a deletion meets a freshness check: the check says so, and brings nothing back. */
  @Test
  void hydrateCheck_deletedMeanwhile_findsItDeleted() {
    OvertakenCheck check = new OvertakenCheck(tiered);
    thread.delete();
    assertThatThrownBy(check::goOn).isInstanceOf(ThreadDeletedException.class);
    assertThat(thread.exists()).isFalse();
    assertThat(redis.keysOf(thread.ref())).noneMatch(key -> !key.endsWith("gate"));
  }
}
