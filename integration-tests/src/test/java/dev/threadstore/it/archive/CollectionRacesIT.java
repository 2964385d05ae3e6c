package dev.threadstore.it.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.threadstore.it.Note;
import dev.threadstore.it.RedisFixture;
import dev.threadstore.it.Stalled;
import dev.threadstore.it.TieredFixture;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.CollectResult;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What collection must not remove while others stand still, and what it must remove at last. */
class CollectionRacesIT {
  private static final Duration OLD = Duration.ofDays(2);
  private static final Duration ABANDONED = Duration.ofDays(8);

  private final TieredFixture tiers =
      new TieredFixture(ThreadStoreSettings.builder().segmentBytes(800).build());
  private final TieredThreadManager<Note> thread = tiers.thread;
  private final ThreadRef forkRef = RedisFixture.newRef();
  private final TieredThreadManager<Note> fork = tiers.store.thread(forkRef);

  /** Snapshot 1 is old, and refers to segments. */
  @BeforeEach
  void archive() {
    thread.append(Note.range("m", 3, 100));
    thread.flush(AfterFlush.KEEP);
    tiers.passTime(OLD);
  }

  @AfterEach
  void close() {
    tiers.close();
  }

  /** H89: a pin that comes after the old snapshots are gone, or while they go, is seen. */
  @Test
  void collect_forkPinsBetweenListingAndRemoval_keepsWhatItFound() {
    thread.fork(forkRef);
    replace();
    Stalled<CollectResult> collect =
        tiers.stall("before cold.delete", 0, any -> any.snapshots().collect(1));
    fork.flush();
    assertThat(segments(forkRef)).as("it borrows").isEmpty();
    assertThat(collect.goOn().segments()).isZero();
    assertArchived(fork, Note.range("m", 0, 100));
  }

  /** H89: what is looked at before it is pinned may go in between. */
  @Test
  void flushOfAFork_snapshotCollectedBeforeThePin_borrowsNothing() {
    thread.fork(forkRef);
    Stalled<FlushResult> flush =
        tiers.stall(forkRef, "before cold.create", 0, TieredThreadManager::flush);
    replace();
    assertThat(collect().segments()).isPositive();
    assertThat(flush.goOn().isArchived()).isTrue();
    assertArchived(fork, Note.range("m", 0, 100));
  }

  /** H89: so does a fork of an archived thread: it takes what is the newest then. */
  @Test
  void forkOfArchived_snapshotCollectedBeforeThePin_takesTheNewest() {
    thread.flush();
    Stalled<?> forking = tiers.stall("before cold.create", 0, source -> source.fork(forkRef));
    replace();
    assertThat(collect().segments()).isPositive();
    forking.goOn();
    assertArchived(fork, Note.range("n", 0, 100));
  }

  /** H88, H89: a pin whose snapshot has not come yet holds for longer than any fork takes. */
  @Test
  void collect_forkStandsStillBeforeItsSnapshot_keepsItsSegments() {
    thread.flush();
    Stalled<?> forking = tiers.stall("before cold.create", 1, source -> source.fork(forkRef));
    replace();
    assertThat(collect().segments()).isZero();
    forking.goOn();
    assertArchived(fork, Note.range("m", 0, 100));
  }

  /** H89: but not for ever. */
  @Test
  void collect_forkDiedBeforeItsSnapshot_goesOnAfterAWeek() {
    thread.flush();
    tiers.stall("before cold.create", 1, source -> source.fork(forkRef)).die();
    replace();
    tiers.passTime(OLD);
    CollectResult collected = collect();
    assertThat(collected.pinned()).isEqualTo(1);
    assertThat(collected.segments()).isZero();
    tiers.passTime(ABANDONED);
    collected = collect();
    assertThat(collected.pins()).isEqualTo(1);
    assertThat(collected.segments()).isPositive();
    assertArchived(thread, Note.range("n", 0, 100));
  }

  /** H88: segments of a flush under way, to which no snapshot refers yet. */
  @Test
  void collect_flushStandsStillBeforeItsSnapshot_keepsItsSegments() {
    thread.append(Note.range("m", 100, 115));
    Stalled<FlushResult> flush = tiers.stall("before cold.create", 1, TieredThreadManager::flush);
    tiers.passTime(OLD);
    assertThat(collect().removed()).isZero();
    assertThat(flush.goOn().isArchived()).isTrue();
    assertArchived(thread, Note.range("m", 0, 115));
  }

  /** H88: those of a flush that died go, once nobody can finish it any more. */
  @Test
  void collect_flushDiedBeforeItsSnapshot_removesItsSegmentsAfterAWeek() {
    thread.append(Note.range("m", 100, 115));
    int before = segments(thread.ref()).size();
    tiers.stall("before cold.create", 1, TieredThreadManager::flush).die();
    assertThat(segments(thread.ref())).hasSize(before + 1);
    tiers.passTime(OLD);
    assertThat(collect().segments()).isZero();
    tiers.passTime(ABANDONED);
    assertThat(collect().segments()).isEqualTo(1);
    assertArchived(thread, Note.range("m", 0, 115));
  }

  /** H111: what lost against another Redis goes, and what was uploaded anew stays. */
  @Test
  void collect_afterAFlushThatLost_removesOnlyItsSegments() {
    thread.append(Note.range("m", 100, 115));
    Stalled<FlushResult> flush = tiers.stall("before cold.create", 1, TieredThreadManager::flush);
    elsewhere(other -> other.append(Note.range("n", 0, 1)));
    assertThatExceptionOfType(ArchiveConflictException.class).isThrownBy(flush::goOn);
    thread.resolve(Resolution.keepHot(), Revision.ANY);
    assertThat(collect().segments()).isEqualTo(1);
    assertArchived(thread, Note.range("m", 0, 115));
  }

  /** H90: what is restored no longer needs the snapshot that it came from. */
  @Test
  void restore_snapshotCollectedBeforeTheFlush_isArchivedWhole() {
    replace();
    thread.snapshots().restore(1, Revision.ANY);
    assertThat(collect().segments()).isPositive();
    assertArchived(thread, Note.range("m", 0, 100));
  }

  /** H90: the newest snapshot does not need them, and the restored one is not there yet. */
  @Test
  void restore_snapshotCollectedDuringTheFlush_isArchivedWhole() {
    replace();
    thread.snapshots().restore(1, Revision.ANY);
    Stalled<FlushResult> flush = tiers.stall("before cold.create", 0, TieredThreadManager::flush);
    assertThat(collect().segments()).isPositive();
    assertThat(flush.goOn().isArchived()).isTrue();
    assertArchived(thread, Note.range("m", 0, 100));
  }

  /** H93: a number never becomes free while somebody may still write it. */
  @Test
  void collect_flushStandsStillWhileOthersGoOn_freesNoNumber() {
    thread.append(Note.range("m", 100, 101));
    Stalled<FlushResult> flush = tiers.stall("before cold.create", 0, TieredThreadManager::flush);
    elsewhere(other -> other.append(Note.range("n", 0, 1)));
    elsewhere(other -> other.append(Note.range("n", 1, 2)));
    assertThat(collect().snapshots()).as("only the one that is old").isEqualTo(1);
    assertThatExceptionOfType(ArchiveConflictException.class).isThrownBy(flush::goOn);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 101));
  }

  /** H110: what another collection has removed meanwhile did refer to segments. */
  @Test
  void collect_anotherRemovesWhatItIsAboutToRead_keepsWhatLaterSnapshotsShare() {
    Stalled<CollectResult> first =
        tiers.stall("before cold.read", 0, any -> any.snapshots().collect(1));
    thread.append(Note.range("m", 100, 101));
    thread.flush(AfterFlush.KEEP);
    assertThat(collect().snapshots()).isEqualTo(1);
    assertThat(first.goOn().segments()).isZero();
    assertArchived(thread, Note.range("m", 0, 101));
  }

  /** H110: the same of a fork's snapshots, which name the pin. */
  @Test
  void collect_forkIsCollectedWhileItsPinIsReviewed_keepsThePin() {
    thread.flush();
    thread.fork(forkRef);
    tiers.passTime(OLD);
    replace();
    Stalled<CollectResult> first =
        tiers.stall("before cold.read", 2, any -> any.snapshots().collect(1));
    fork.append(Note.range("f", 0, 1));
    fork.flush();
    assertThat(fork.snapshots().collect(1).snapshots()).isEqualTo(1);
    assertThat(first.goOn().pinned()).isEqualTo(1);
    assertArchived(fork, messages(100, 1));
  }

  /**
   * H110: an unreadable snapshot may refer to anything; and it is no way back, so it does not count
   * among those that are kept.
   */
  @Test
  void collect_unreadableSnapshot_keepsAllSegmentsAndTheNewestThatIsIntact() {
    thread.append(Note.range("m", 100, 101));
    thread.flush(AfterFlush.KEEP);
    replace();
    String newest = tiers.keys(thread.ref(), "snapshots").get(0);
    tiers.cold.delete(List.of(newest));
    tiers.cold.create(newest, new byte[] {1});
    tiers.passTime(OLD);
    CollectResult collected = collect();
    assertThat(collected.damaged()).contains(newest);
    assertThat(collected.segments()).isZero();
    assertThat(collected.snapshots()).as("only the one below that").isEqualTo(1);
    thread.snapshots().restore(2, Revision.ANY);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 101));
  }

  /** H110: what cannot be hydrated is no reason to give up what can. */
  @Test
  void collect_newestMissesASegment_namesItAndKeepsTheSnapshotToGoBackTo() {
    replace();
    thread.flush();
    tiers.passTime(OLD);
    String missing =
        segments(thread.ref()).stream()
            .filter(key -> key.contains("/2-"))
            .findFirst()
            .orElseThrow();
    tiers.cold.delete(List.of(missing));
    CollectResult collected = collect();
    assertThat(collected.removed()).isZero();
    assertThat(collected.damaged()).contains(missing);
    thread.snapshots().restore(1, Revision.ANY);
    assertArchived(thread, Note.range("m", 0, 100));
  }

  /** H89: a thread that was deleted and made anew of its own fork: each pins the other. */
  @Test
  void collect_threadsThatPinEachOther_areNotKeptByThatAlone() {
    thread.flush();
    thread.fork(forkRef);
    fork.append(Note.range("f", 0, 30));
    fork.flush();
    thread.delete();
    fork.fork(thread.ref());
    assertArchived(thread, messages(100, 30));
    tiers.passTime(ABANDONED);
    collectBoth();
    assertArchived(thread, messages(100, 30));
    assertArchived(fork, messages(100, 30));
    fork.delete();
    tiers.passTime(ABANDONED);
    collectBoth();
    assertArchived(thread, messages(100, 30));
    thread.delete();
    tiers.passTime(ABANDONED);
    collectBoth();
    collectBoth();
    for (ThreadRef ref : List.of(thread.ref(), forkRef)) {
      assertThat(segments(ref)).isEmpty();
      assertThat(tiers.keys(ref, "pins")).isEmpty();
    }
  }

  /** The thread's newest snapshot becomes one of another history. */
  private void replace() {
    thread.replaceAll(Note.range("n", 0, 100), Revision.ANY);
    thread.flush(AfterFlush.KEEP);
    tiers.cold.clearCalls();
  }

  private CollectResult collect() {
    return thread.snapshots().collect(1);
  }

  private void collectBoth() {
    thread.snapshots().collect(1);
    fork.snapshots().collect(1);
  }

  /** Another Redis takes the thread from the archive, changes it and gives it back. */
  private void elsewhere(Consumer<TieredThreadManager<Note>> change) {
    tiers.elsewhere(
        thread.ref(),
        other -> {
          change.accept(other);
          other.flush();
        });
  }

  /** What a Redis that knows nothing of a thread gets from the archive. */
  private void assertArchived(TieredThreadManager<Note> archived, List<Note> expected) {
    archived.flush();
    tiers.elsewhere(
        archived.ref(), other -> assertThat(other.load().messages()).isEqualTo(expected));
  }

  private List<String> segments(ThreadRef ref) {
    return tiers.keys(ref, "segments");
  }

  private static List<Note> messages(int ofSource, int own) {
    List<Note> messages = new ArrayList<>(Note.range("m", 0, ofSource));
    messages.addAll(Note.range("f", 0, own));
    return messages;
  }
}
