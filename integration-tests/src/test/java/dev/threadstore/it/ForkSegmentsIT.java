package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdCall;
import dev.threadstore.testsupport.ColdOperation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forks share the segments of their source: what they cost, and that none misses one (H89). */
class ForkSegmentsIT {
  private static final Duration LONG = Duration.ofDays(30);

  private final TieredFixture tiers =
      new TieredFixture(ThreadStoreSettings.builder().segmentBytes(800).build());
  private final TieredThreadManager<Note> source = tiers.thread;

  @BeforeEach
  void archive() {
    source.append(Note.range("m", 3, 100));
    source.state().save("state", Revision.ANY);
    source.flush();
    tiers.cold.clearCalls();
  }

  @AfterEach
  void close() {
    tiers.close();
  }

  @Test
  void forkOfArchived_isFiveRequestsAndReadsNoSegment() {
    TieredThreadManager<Note> fork = source.fork(RedisFixture.newRef());
    assertThat(tiers.cold.calls()).hasSizeLessThanOrEqualTo(5);
    assertThat(tiers.cold.calls())
        .filteredOn(call -> call.operation() != ColdOperation.LIST)
        .flatExtracting(ColdCall::keys)
        .noneMatch(key -> key.contains("/segments/"));
    assertThat(segments(fork)).isEmpty();
    assertMessages(fork, Note.range("m", 0, 100));
    assertThat(fork.state().load(String.class).value()).contains("state");
  }

  @Test
  void flushOfAForkOfArchived_uploadsOnlyWhatIsNew() {
    TieredThreadManager<Note> fork = source.fork(RedisFixture.newRef());
    fork.append(Note.range("n", 0, 3));
    tiers.cold.clearCalls();
    fork.flush();
    assertThat(tiers.cold.count(ColdOperation.CREATE)).isEqualTo(1);
    assertThat(segments(fork)).isEmpty();
    assertMessages(fork, messages(100, 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 10, 11, 54, 99, 100})
  void forkOfArchived_atACount_endsThere(int count) {
    TieredThreadManager<Note> fork =
        source.fork(RedisFixture.newRef(), ForkPoint.first(count), ForkState.NONE);
    assertMessages(fork, Note.range("m", 0, count));
    fork.append(Note.range("n", 0, 20));
    fork.flush();
    assertMessages(fork, messages(count, 20));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 54, 99})
  void forkOfArchived_atAMessage_endsWithIt(int position) {
    TieredThreadManager<Note> fork =
        source.fork(RedisFixture.newRef(), ForkPoint.including("m" + position), ForkState.NONE);
    assertMessages(fork, Note.range("m", 0, position + 1));
  }

  @Test
  void forkOfHot_firstFlushUploadsOnlyWhatTheSourceHasNotArchived() {
    source.hydrate();
    source.append(Note.range("m", 100, 103));
    TieredThreadManager<Note> fork = source.fork(RedisFixture.newRef());
    fork.append(Note.range("n", 0, 3));
    tiers.cold.clearCalls();
    assertThat(fork.flush().bytes()).isLessThan(4000);
    assertThat(segments(fork)).isEmpty();
    assertThat(tiers.keys(source.ref(), "pins")).hasSize(1);
    assertMessages(fork, messages(103, 3));
  }

  @Test
  void forkOfHot_cutBeforeItsFirstFlush_usesOnlyWhatIsLeft() {
    source.hydrate();
    TieredThreadManager<Note> fork = source.fork(RedisFixture.newRef());
    fork.truncateFrom("m33", Revision.ANY);
    fork.append(Note.range("n", 0, 30));
    fork.flush();
    assertMessages(fork, messages(33, 30));
  }

  /** H89: what was to be borrowed is gone before the fork is archived. */
  @Test
  void forkOfHot_sourcePurgedBeforeItsFirstFlush_uploadsAll() {
    source.hydrate();
    TieredThreadManager<Note> fork = source.fork(RedisFixture.newRef());
    source.purge();
    fork.flush();
    assertThat(segments(fork)).isNotEmpty();
    assertMessages(fork, Note.range("m", 0, 100));
    assertThat(tiers.keys(source.ref(), "pins")).isEmpty();
  }

  /** Snapshot and number are there again, but of another history. */
  @Test
  void forkOfHot_sourcePurgedAndCreatedAgain_borrowsNothingOfTheNewThread() {
    source.hydrate();
    TieredThreadManager<Note> fork = source.fork(RedisFixture.newRef());
    source.purge();
    source.create();
    source.append(Note.range("other", 0, 100));
    source.flush();
    fork.flush();
    assertMessages(fork, Note.range("m", 0, 100));
  }

  @Test
  void forkOfAForkThatWasNeverArchived_borrowsFromTheFirst() {
    source.hydrate();
    TieredThreadManager<Note> fork = source.fork(RedisFixture.newRef());
    TieredThreadManager<Note> second = fork.fork(RedisFixture.newRef());
    second.append(Note.range("n", 0, 3));
    second.flush();
    assertThat(segments(second)).isEmpty();
    assertMessages(second, messages(100, 3));
  }

  /** H89: a fork of a fork needs the segments of a thread that it has no pin on. */
  @ParameterizedTest
  @ValueSource(strings = {"012", "021", "102", "120", "201", "210"})
  void forksOfForks_deletedInAnyOrder_missNothing(String order) {
    List<TieredThreadManager<Note>> chain = new ArrayList<>(List.of(source));
    for (int i = 0; i < 3; i++) {
      TieredThreadManager<Note> fork =
          chain.get(i).fork(RedisFixture.newRef(), ForkPoint.first(90 - i), ForkState.NONE);
      fork.append(Note.range("f" + i + "-", 0, 30));
      fork.flush();
      chain.add(fork);
    }
    TieredThreadManager<Note> last = chain.get(3);
    List<Note> expected = last.load().messages();
    last.flush();
    for (int turn = 0; turn < order.length(); turn++) {
      TieredThreadManager<Note> deleted = chain.get(order.charAt(turn) - '0');
      if (turn % 2 == 0) {
        deleted.delete();
      } else {
        deleted.purge();
      }
      tiers.passTime(LONG);
      chain.forEach(thread -> thread.snapshots().collect(1));
      assertMessages(last, expected);
    }
    last.delete();
    for (int i = 0; i < 4; i++) {
      tiers.passTime(LONG);
      chain.forEach(thread -> thread.snapshots().collect(1));
    }
    for (TieredThreadManager<Note> thread : chain) {
      assertThat(segments(thread)).isEmpty();
      assertThat(tiers.keys(thread.ref(), "pins")).isEmpty();
    }
  }

  /** What operations.md says of a fork whose pin was lost. */
  @Test
  void keepHot_forkWithoutItsPin_needsItsSourceNoLonger() {
    TieredThreadManager<Note> fork = source.fork(RedisFixture.newRef());
    tiers.cold.delete(tiers.keys(source.ref(), "pins"));
    fork.hydrate();
    fork.resolve(Resolution.keepHot(), Revision.ANY);
    fork.flush();
    source.purge();
    assertThat(segments(source)).isEmpty();
    assertMessages(fork, Note.range("m", 0, 100));
  }

  @Test
  void forkOfSmallThread_leavesNoPin() {
    TieredThreadManager<Note> small = tiers.store.thread(RedisFixture.newRef());
    small.create();
    small.append(Note.range("m", 0, 2));
    small.flush();
    tiers.cold.clearCalls();
    small.fork(RedisFixture.newRef());
    assertThat(tiers.cold.calls()).hasSize(4);
    assertThat(tiers.keys(small.ref(), "pins")).isEmpty();
  }

  @Test
  void forkOfAFork_withoutSegmentsOfItsOwn_pinsIt() {
    TieredThreadManager<Note> fork = source.fork(RedisFixture.newRef());
    fork.fork(RedisFixture.newRef());
    assertThat(tiers.keys(fork.ref(), "pins")).hasSize(1);
  }

  /** What a Redis that knows nothing of a thread gets from the archive. */
  private void assertMessages(TieredThreadManager<Note> thread, List<Note> expected) {
    thread.flush();
    tiers.elsewhere(thread.ref(), other -> assertThat(other.load().messages()).isEqualTo(expected));
  }

  private static List<Note> messages(int ofSource, int own) {
    List<Note> messages = new ArrayList<>(Note.range("m", 0, ofSource));
    messages.addAll(Note.range("n", 0, own));
    return messages;
  }

  private List<String> segments(TieredThreadManager<Note> thread) {
    ThreadRef ref = thread.ref();
    return tiers.keys(ref, "segments");
  }
}
