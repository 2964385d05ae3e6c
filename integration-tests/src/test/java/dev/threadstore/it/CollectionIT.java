package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.CollectResult;
import dev.threadstore.model.DeleteResult;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a collection removes, and what it leaves. */
class CollectionIT {
  private static final Duration OLD = Duration.ofHours(25);
  private static final Duration ABANDONED = Duration.ofDays(8);

  private final TieredFixture tiers =
      new TieredFixture(ThreadStoreSettings.builder().segmentBytes(800).build());
  private final TieredThreadManager<Note> thread = tiers.thread;

  /** Snapshots 1 to 4, of which each has all segments of the one before, but for the last. */
  @BeforeEach
  void archive() {
    for (int i = 1; i < 4; i++) {
      thread.append(Note.range("m", 30 * i, 30 * i + 30));
      thread.flush(AfterFlush.KEEP);
    }
    thread.replaceAll(Note.range("n", 0, 50), Revision.ANY);
    thread.flush(AfterFlush.KEEP);
  }

  @AfterEach
  void close() {
    tiers.close();
  }

  @Test
  void collect_young_removesNothing() {
    int before = objects();
    assertThat(thread.snapshots().collect(1).removed()).isZero();
    assertThat(objects()).isEqualTo(before);
  }

  @Test
  void collect_aDayLater_keepsSoManySnapshotsAndTheirSegments() {
    tiers.passTime(OLD);
    int before = objects();
    CollectResult result = thread.snapshots().collect(2);
    assertThat(result.snapshots()).isEqualTo(2);
    assertThat(result.segments()).isZero();
    assertThat(result.remaining()).isEqualTo(objects()).isEqualTo(before - 2);
    assertThat(numbers()).containsExactly(4L, 3L);
    thread.snapshots().restore(3, Revision.ANY);
    assertThat(thread.load().messages()).hasSize(93);
  }

  @Test
  void collect_nothingReferredToBySnapshotsThatStay_removesTheSegments() {
    tiers.passTime(OLD);
    List<String> before = tiers.keys(thread.ref(), "segments");
    CollectResult result = thread.snapshots().collect(1);
    assertThat(result.snapshots()).isEqualTo(3);
    assertThat(result.segments()).isPositive();
    assertThat(tiers.keys(thread.ref(), "segments"))
        .hasSize(before.size() - result.segments())
        .allMatch(key -> key.contains("/segments/4-"));
    assertArchived(Note.range("n", 0, 50));
    assertThat(thread.snapshots().collect(1).removed()).isZero();
  }

  @Test
  void collectable_says_whatCollectRemoves() {
    tiers.passTime(OLD);
    int before = objects();
    CollectResult would = thread.snapshots().collectable(1);
    assertThat(objects()).isEqualTo(before);
    assertThat(thread.snapshots().collect(1)).isEqualTo(would);
  }

  @Test
  void collect_keepNone_isRefused() {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> thread.snapshots().collect(0));
  }

  @Test
  void collect_whileAForkRefersToSegments_leavesThemAll() {
    TieredThreadManager<Note> fork = thread.fork(RedisFixture.newRef());
    fork.flush();
    tiers.passTime(OLD);
    assertThat(thread.snapshots().collect(1).pinned()).isEqualTo(1);
    fork.replaceAll(Note.range("x", 0, 3), Revision.ANY);
    fork.flush();
    tiers.passTime(OLD);
    fork.snapshots().collect(1);
    CollectResult result = thread.snapshots().collect(1);
    assertThat(result.pins()).isEqualTo(1);
    assertThat(result.segments()).isPositive();
  }

  @Test
  void delete_aDayAfterTheLastSnapshot_removesSegmentsToo() {
    thread.flush();
    tiers.passTime(OLD);
    DeleteResult result = thread.delete();
    assertThat(result.remaining()).isEqualTo(1);
    assertThat(objects()).isEqualTo(1);
  }

  @Test
  void delete_soonAfterTheLastSnapshot_leavesTheRestToCollect() {
    thread.delete();
    assertThat(objects()).isGreaterThan(10);
    tiers.passTime(OLD);
    thread.snapshots().collect(1);
    assertThat(objects()).isEqualTo(1);
  }

  @Test
  void purge_withAFork_leavesWhatTheForkNeeds() {
    thread.flush();
    TieredThreadManager<Note> fork = thread.fork(RedisFixture.newRef());
    DeleteResult result = thread.purge();
    assertThat(result.remaining()).isEqualTo(objects()).isPositive();
    assertThat(fork.load().messages()).isEqualTo(Note.range("n", 0, 50));
    fork.delete();
    tiers.passTime(ABANDONED);
    fork.snapshots().collect(1);
    thread.snapshots().collect(1);
    assertThat(objects()).isZero();
  }

  /** H93: what the hot copy builds on has been collected; the kept copy must not refer to it. */
  @Test
  void keepHot_oldBaseCollected_uploadsAll() {
    thread.append(Note.range("n", 50, 51));
    tiers.elsewhere(
        thread.ref(),
        other -> {
          other.replaceAll(Note.range("x", 0, 3), Revision.ANY);
          other.flush();
        });
    tiers.passTime(OLD);
    thread.snapshots().collect(1);
    thread.resolve(Resolution.keepHot(), Revision.ANY);
    assertArchived(Note.range("n", 0, 51));
  }

  /** A hydrate that is overtaken by a flush and a collection starts over. */
  @Test
  void hydrate_segmentsCollectedMeanwhile_readsTheNewest() {
    thread.flush();
    Stalled<HydrateResult> hydrate =
        tiers.stall("after cold.read", 0, TieredThreadManager::hydrate);
    tiers.elsewhere(
        thread.ref(),
        other -> {
          other.replaceAll(Note.range("x", 0, 3), Revision.ANY);
          other.flush();
          tiers.passTime(OLD);
          other.snapshots().collect(1);
        });
    assertThat(hydrate.goOn().length()).isEqualTo(3);
  }

  /** What a Redis that knows nothing of the thread gets from the archive. */
  private void assertArchived(List<Note> expected) {
    thread.flush();
    tiers.elsewhere(thread.ref(), other -> assertThat(other.load().messages()).isEqualTo(expected));
  }

  private List<Long> numbers() {
    return thread.snapshots().history(10).stream().map(SnapshotInfo::number).toList();
  }

  /** How many objects the thread has in the cold store. */
  private int objects() {
    return List.of("snapshots", "segments", "pins").stream()
        .mapToInt(kind -> tiers.keys(thread.ref(), kind).size())
        .sum();
  }
}
