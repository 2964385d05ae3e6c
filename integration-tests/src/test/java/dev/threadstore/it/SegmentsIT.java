package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.model.UnreadableSnapshotException;
import dev.threadstore.testsupport.ColdCall;
import dev.threadstore.testsupport.ColdOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Long threads are archived in segments, which later snapshots share: what a flush uploads, and
 * that no change of the thread lets a snapshot refer to messages that are not its own (H84).
 */
class SegmentsIT {
  /** Some ten messages. */
  private static final int SEGMENT_BYTES = 800;

  private final TieredFixture tiers =
      new TieredFixture(ThreadStoreSettings.builder().segmentBytes(SEGMENT_BYTES).build());
  private final TieredThreadManager<Note> thread = tiers.thread;

  @BeforeEach
  void archive() {
    thread.append(Note.range("m", 3, 100));
    thread.flush(AfterFlush.KEEP);
    tiers.cold.clearCalls();
  }

  @AfterEach
  void close() {
    tiers.close();
  }

  @Test
  void flush_longThread_cutsSegmentsThatHydrateReads() {
    assertThat(segments()).hasSizeBetween(5, 12);
    assertThat(thread.flush().outcome()).isEqualTo(FlushResult.Outcome.ALREADY_ARCHIVED);
    HydrateResult hydrated = thread.hydrate();
    assertThat(hydrated.length()).isEqualTo(100);
    assertThat(hydrated.bytes()).isGreaterThan(2000);
    assertMessages(Note.range("m", 0, 100));
  }

  @Test
  void flush_ofAFewMoreMessages_uploadsOnlyThoseAndReadsNothing() {
    for (int round = 0; round < 3; round++) {
      thread.append(Note.range("m", 100 + round, 101 + round));
      tiers.cold.clearCalls();
      FlushResult flushed = thread.flush(AfterFlush.KEEP);
      assertThat(tiers.cold.calls())
          .extracting(ColdCall::operation)
          .containsExactlyInAnyOrder(ColdOperation.LIST, ColdOperation.CREATE);
      assertThat(flushed.bytes()).isLessThan(2500);
    }
    assertArchived(Note.range("m", 0, 103));
  }

  @Test
  void flush_afterHydrate_stillUploadsOnlyWhatIsNew() {
    thread.flush();
    thread.append(Note.range("m", 100, 101));
    tiers.cold.clearCalls();
    thread.flush();
    assertThat(tiers.cold.count(ColdOperation.CREATE)).isEqualTo(1);
    assertArchived(Note.range("m", 0, 101));
  }

  @Test
  void flush_enoughForASegmentSinceTheLast_cutsOne() {
    thread.append(Note.range("m", 100, 115));
    thread.flush(AfterFlush.KEEP);
    assertThat(tiers.cold.count(ColdOperation.CREATE)).isEqualTo(2);
    assertArchived(Note.range("m", 0, 115));
  }

  @Test
  void flush_afterACut_usesWhatStillHolds() {
    thread.truncateFrom("m55", Revision.ANY);
    thread.append(Note.range("n", 0, 5));
    thread.flush(AfterFlush.KEEP);
    assertThat(tiers.cold.count(ColdOperation.CREATE)).isEqualTo(1);
    List<Note> expected = new ArrayList<>(Note.range("m", 0, 55));
    expected.addAll(Note.range("n", 0, 5));
    assertArchived(expected);
  }

  @Test
  void flush_afterACutBehindTheSegments_usesAllOfThem() {
    thread.append(Note.range("m", 100, 103));
    thread.truncateFrom("m101", Revision.ANY);
    thread.flush();
    assertThat(tiers.cold.count(ColdOperation.CREATE)).isEqualTo(1);
    assertArchived(Note.range("m", 0, 101));
  }

  /** The snapshot that is being written holds messages that the copy no longer has. */
  @Test
  void flush_cutWhileUnderWay_laterOnesUseOnlyWhatWasThereThroughout() {
    thread.append(Note.range("m", 100, 130));
    Stalled<FlushResult> flush =
        tiers.stall("before redis.commit_flush", 0, TieredThreadManager::flush);
    thread.truncateFrom("m20", Revision.ANY);
    thread.append(Note.range("n", 0, 90));
    assertThat(flush.goOn().outcome()).isEqualTo(FlushResult.Outcome.CHANGED_MEANWHILE);
    thread.flush();
    List<Note> expected = new ArrayList<>(Note.range("m", 0, 20));
    expected.addAll(Note.range("n", 0, 90));
    assertArchived(expected);
  }

  @Test
  void flush_afterReplaceAll_usesNoneOfTheOldSegments() {
    thread.replaceAll(Note.range("n", 0, 100), Revision.ANY);
    thread.flush();
    assertArchived(Note.range("n", 0, 100));
  }

  /** What stood still finds its own snapshot, written by another attempt with other segments. */
  @Test
  void flush_snapshotLeftByOneThatDied_isAdoptedWithItsSegments() {
    thread.append(Note.range("m", 100, 130));
    tiers.stall("before redis.commit_flush", 0, TieredThreadManager::flush).die();
    thread.append(Note.range("m", 130, 131));
    thread.flush(AfterFlush.KEEP);
    tiers.cold.clearCalls();
    thread.append(Note.range("m", 131, 132));
    thread.flush();
    assertThat(tiers.cold.count(ColdOperation.CREATE)).isEqualTo(1);
    assertArchived(Note.range("m", 0, 132));
  }

  /** The kept copy builds on a snapshot of another history. */
  @Test
  void keepHot_afterAConflict_usesNothingOfTheOtherHistory() {
    tiers.elsewhere(
        thread.ref(),
        other -> {
          other.truncateFrom("m10", Revision.ANY);
          other.append(Note.range("n", 0, 90));
          other.flush();
        });
    thread.append(Note.range("m", 100, 101));
    thread.resolve(Resolution.keepHot(), Revision.ANY);
    assertArchived(Note.range("m", 0, 101));
  }

  /** The copy builds on the newest snapshot, and has what that one misses. */
  @Test
  void keepHot_segmentMissing_archivesAll() {
    tiers.cold.delete(List.of(segments().get(1)));
    thread.resolve(Resolution.keepHot(), Revision.ANY);
    assertArchived(Note.range("m", 0, 100));
  }

  /** G1, G4: Redis has what the archive has lost; a snapshot that needs it would release it. */
  @Test
  void flush_segmentMissing_archivesItAnew() {
    tiers.cold.delete(List.of(segments().get(2)));
    thread.append(Note.range("m", 100, 101));
    assertArchived(Note.range("m", 0, 101));
    assertThat(thread.snapshots().verify().problems()).isNotEmpty();
  }

  /** G1, G4: a copy without changes may be all there is, too. */
  @Test
  void flush_cleanCopyAndSegmentMissing_archivesItAnew() {
    tiers.cold.delete(List.of(segments().get(2)));
    assertThat(thread.flush().outcome()).isEqualTo(FlushResult.Outcome.ARCHIVED);
    assertArchived(Note.range("m", 0, 100));
  }

  /** H90: a purge from another Redis takes the segments that a restored copy shares. */
  @Test
  void flush_restoredAndPurgedElsewhere_archivesAll() {
    thread.append(Note.range("m", 100, 101));
    thread.flush(AfterFlush.KEEP);
    thread.snapshots().restore(1, Revision.ANY);
    tiers.elsewhere(thread.ref(), TieredThreadManager::purge);
    assertThat(segments()).isEmpty();
    assertArchived(Note.range("m", 0, 100));
  }

  /** G1, G4: numbers begin again after a purge, so the newest can have the number of the base. */
  @Test
  void flush_purgedAndCreatedElsewhere_archivesAll() {
    thread.append(Note.range("m", 100, 101));
    tiers.elsewhere(
        thread.ref(),
        other -> {
          other.purge();
          other.create();
          other.append(Note.range("n", 0, 5));
          other.flush();
        });
    assertArchived(Note.range("m", 0, 101));
  }

  @Test
  void restore_olderSnapshot_sharesItsSegmentsWithTheNewest() {
    thread.append(Note.range("m", 100, 101));
    thread.flush(AfterFlush.KEEP);
    thread.snapshots().restore(1, Revision.ANY);
    tiers.cold.clearCalls();
    thread.flush();
    assertThat(tiers.cold.count(ColdOperation.CREATE)).isEqualTo(1);
    assertArchived(Note.range("m", 0, 100));
  }

  @Test
  void restore_ofAHistoryThatWasReplaced_usesNothingOfTheNewest() {
    thread.replaceAll(Note.range("n", 0, 100), Revision.ANY);
    thread.flush();
    thread.snapshots().restore(1, Revision.ANY);
    thread.flush();
    assertArchived(Note.range("m", 0, 100));
  }

  @Test
  void restore_overAHotCopyOfAnotherHistory_usesNothingOfIt() {
    thread.replaceAll(Note.range("n", 0, 100), Revision.ANY);
    thread.flush(AfterFlush.KEEP);
    thread.snapshots().restore(1, Revision.ANY);
    thread.flush();
    assertArchived(Note.range("m", 0, 100));
  }

  /** A copy that an earlier release has left in Redis knows nothing of segments. */
  @Test
  void flush_copyWithoutSegmentFields_archivesAll() {
    String head =
        tiers.redis.keysOf(thread.ref()).stream()
            .filter(key -> key.endsWith(":head"))
            .findFirst()
            .orElseThrow();
    tiers.redis.commands().hdel(head, "segs", "cover", "borrow");
    thread.append(Note.range("m", 100, 101));
    thread.flush();
    assertArchived(Note.range("m", 0, 101));
  }

  @Test
  void hydrate_segmentMissing_namesItAndTheNewestIntactSnapshot() {
    thread.append(Note.range("m", 100, 130));
    thread.flush();
    String second =
        segments().stream().filter(key -> key.contains("/segments/2-")).findFirst().orElseThrow();
    tiers.cold.delete(List.of(second));
    assertUnreadable(second, "object is missing");
    thread.snapshots().restore(1, Revision.ANY);
    thread.flush();
    assertArchived(Note.range("m", 0, 100));
  }

  @Test
  void hydrate_segmentMissingAndSearchFails_isNamedAllTheSame() {
    thread.append(Note.range("m", 100, 130));
    thread.flush();
    String missing =
        segments().stream().filter(key -> key.contains("/2-")).findFirst().orElseThrow();
    tiers.cold.delete(List.of(missing));
    String older = tiers.keys(thread.ref(), "snapshots").get(1);
    tiers.cold.on(ColdOperation.READ).keys(older::equals).failBefore();
    assertThatExceptionOfType(UnreadableSnapshotException.class)
        .isThrownBy(thread::hydrate)
        .satisfies(e -> assertThat(e.key()).isEqualTo(missing));
  }

  @Test
  void history_segmentMissing_saysSo() {
    thread.append(Note.range("m", 100, 130));
    thread.flush();
    assertThat(thread.snapshots().history(10)).noneMatch(info -> info.problem().isPresent());
    String missing =
        segments().stream().filter(key -> key.contains("/2-")).findFirst().orElseThrow();
    tiers.cold.delete(List.of(missing));
    assertThat(thread.snapshots().history(10))
        .extracting(SnapshotInfo::problem)
        .containsExactly(Optional.of("segment is missing: " + missing), Optional.empty());
  }

  /** What precedes the damage can still be had. */
  @Test
  void fork_segmentMissing_isRefusedBeyondIt() {
    thread.flush();
    String missing = segments().get(2);
    tiers.cold.delete(List.of(missing));
    assertThatExceptionOfType(UnreadableSnapshotException.class)
        .isThrownBy(() -> thread.fork(RedisFixture.newRef()))
        .satisfies(e -> assertThat(e.key()).isEqualTo(missing));
    TieredThreadManager<Note> part =
        thread.fork(RedisFixture.newRef(), ForkPoint.first(30), ForkState.CURRENT);
    assertThat(part.load().messages()).isEqualTo(Note.range("m", 0, 30));
  }

  @Test
  void hydrate_segmentOfAnotherPlace_isRefused() {
    thread.flush();
    String first = segments().get(0);
    String other = segments().get(1);
    byte[] bytes = tiers.cold.read(other).orElseThrow();
    tiers.cold.delete(List.of(first));
    tiers.cold.create(first, bytes);
    assertThatExceptionOfType(UnreadableSnapshotException.class)
        .isThrownBy(thread::hydrate)
        .satisfies(e -> assertThat(e.key()).isEqualTo(first))
        .satisfies(e -> assertThat(e.newestIntact()).isEmpty())
        .withMessageContaining("object is not the one that was written");
  }

  private void assertUnreadable(String key, String problem) {
    assertThatExceptionOfType(UnreadableSnapshotException.class)
        .isThrownBy(thread::hydrate)
        .withMessageContaining(problem)
        .satisfies(e -> assertThat(e.key()).isEqualTo(key))
        .satisfies(e -> assertThat(e.newestIntact()).hasValue(1));
  }

  /** What a Redis that knows nothing of the thread gets from the archive. */
  private void assertArchived(List<Note> expected) {
    thread.flush();
    tiers.elsewhere(thread.ref(), other -> assertThat(other.load().messages()).isEqualTo(expected));
    assertMessages(expected);
  }

  private void assertMessages(List<Note> expected) {
    assertThat(thread.load().messages()).isEqualTo(expected);
  }

  private List<String> segments() {
    return tiers.keys(thread.ref(), "segments");
  }
}
