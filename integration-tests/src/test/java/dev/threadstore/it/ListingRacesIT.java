package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.FlushResult.Outcome;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.Revision;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdOperation;
import dev.threadstore.testsupport.Pause;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A flush lists the archive while it asks Redis, so its listing may be older than what Redis says:
 * older than another flush of the same copy (H105). That is no conflict.
 */
class ListingRacesIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final TieredFixture tiered = new TieredFixture();

  @AfterEach
  void close() {
    tiered.close();
  }

  @Test
  void flush_listedBeforeAnotherEnded_archivesOnTopOfIt() {
    FlushResult late =
        flushListedBefore(
            () -> {
              tiered.thread.flush(AfterFlush.KEEP);
              tiered.thread.append(Note.range("m", 3, 4));
            });
    assertThat(late.outcome()).isEqualTo(Outcome.ARCHIVED);
    assertThat(late.snapshot()).isEqualTo(2);
    assertThat(tiered.thread.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  @Test
  void flush_listedBeforeAnotherArchivedTheSame_findsItDone() {
    FlushResult late = flushListedBefore(() -> tiered.thread.flush(AfterFlush.KEEP));
    assertThat(late.outcome()).isEqualTo(Outcome.ALREADY_ARCHIVED);
    assertThat(late.snapshot()).isEqualTo(1);
    assertThat(tiered.thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
  }

  /** The flush that loses the race for a number decides by the copy as it is then. */
  @Test
  void flush_anotherArchivesMoreMeanwhile_findsItDone() {
    Stalled<FlushResult> late = tiered.stall("before cold.create", 0, TieredThreadManager::flush);
    tiered.thread.append(Note.range("m", 3, 4));
    assertThat(tiered.thread.flush(AfterFlush.KEEP).outcome()).isEqualTo(Outcome.ARCHIVED);
    assertThat(late.goOn().outcome()).isEqualTo(Outcome.ALREADY_ARCHIVED);
    assertThat(tiered.thread.snapshots().history(10)).hasSize(1);
    assertThat(tiered.thread.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  /** H97: a check of freshness that was overtaken looks again before it calls a copy current. */
  @Test
  void hydrateCheck_flushedWhileItLooked_looksAgain() {
    OvertakenCheck check = new OvertakenCheck(tiered);
    tiered.thread.flush(AfterFlush.KEEP);
    tiered.thread.append(Note.range("m", 4, 5));
    tiered.thread.flush(AfterFlush.KEEP);
    assertThat(check.goOn().snapshot()).isEqualTo(3);
  }

  /** A snapshot that comes on top while a restore looks does not hide the one that it looks for. */
  @Test
  void restore_flushedWhileItLooked_findsItsSnapshot() {
    tiered.thread.flush(AfterFlush.KEEP);
    tiered.thread.append(Note.range("m", 3, 4));
    tiered.thread.flush(AfterFlush.KEEP);
    Stalled<?> restore =
        tiered.stall("after cold.read", 0, t -> t.snapshots().restore(1, Revision.ANY));
    tiered.thread.append(Note.range("m", 4, 5));
    tiered.thread.flush(AfterFlush.KEEP);
    restore.goOn();
    assertThat(tiered.thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
    assertThat(tiered.thread.flush().snapshot()).isEqualTo(4);
  }

  /** H105: nor does it take the snapshot of a flush that began meanwhile for somebody else's. */
  @Test
  void hydrateCheck_flushBegunWhileItLooked_isNoConflict() {
    OvertakenCheck check = new OvertakenCheck(tiered);
    tiered.thread.append(Note.range("m", 4, 5));
    Stalled<FlushResult> flush = tiered.stall("after cold.create", 0, TieredThreadManager::flush);
    assertThat(check.goOn().outcome()).isEqualTo(HydrateResult.Outcome.ALREADY_HOT);
    assertThat(flush.goOn().isArchived()).isTrue();
  }

  /** A flush whose listing is answered before something happens, and whose first script after. */
  private FlushResult flushListedBefore(Runnable meanwhile) {
    Pause listing = tiered.cold.on(ColdOperation.LIST).times(1).pauseAfter();
    Stalled<FlushResult> late =
        tiered.stall("before redis.begin_flush", 0, TieredThreadManager::flush);
    listing.awaitReached(SOON);
    meanwhile.run();
    listing.release();
    return late.goOn();
  }
}
