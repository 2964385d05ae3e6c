package dev.threadstore.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.hot.HotThread;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.PayloadFormat;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A message id is known exactly as long as its message is in the thread (G2). */
class DedupIT {
  private final ThreadRef ref = RedisFixture.newRef();
  @TempDir private Path folder;
  private BothTiers tiers;
  private TieredThreadManager<Note> thread;

  /** What happens to a thread between two calls. */
  private enum Between {
    NOTHING,
    KEEP,
    RELEASE;

    void happenTo(TieredThreadManager<Note> thread) {
      switch (this) {
        case NOTHING -> {}
        case KEEP -> thread.flush(AfterFlush.KEEP);
        case RELEASE -> thread.flush();
      }
    }
  }

  @BeforeEach
  void open() {
    tiers = new BothTiers(RedisEngine.REDIS_7.fixture(), folder);
    thread = tiers.store().thread(ref);
    thread.create();
  }

  @AfterEach
  void close() {
    tiers.close();
  }

  /**
   * H8: an append that a truncate cuts off in passing would be lost for good, as its retry is
   * dropped as known.
   */
  @ParameterizedTest
  @EnumSource(Between.class)
  void append_racingATruncate_isThereAfterItsRetry(Between between) throws Exception {
    for (int round = 0; round < 30; round++) {
      thread.replaceAll(Note.range("m", 0, 10), Revision.ANY);
      between.happenTo(thread);
      List<Note> late = Note.range("late-" + round + "-", 0, 2);
      CyclicBarrier start = new CyclicBarrier(2);
      CompletableFuture<?> append =
          CompletableFuture.runAsync(() -> thread.append(late), r -> at(start, r));
      CompletableFuture<?> truncate =
          CompletableFuture.runAsync(
              () -> thread.truncateFrom("m5", Revision.ANY), r -> at(start, r));
      append.get();
      truncate.get();
      between.happenTo(thread);
      AppendResult retried = thread.append(late);
      assertThat(retried.added().size() + retried.known().size()).isEqualTo(2);
      List<Note> expected = new ArrayList<>(Note.range("m", 0, 5));
      expected.addAll(late);
      assertThat(thread.load().messages()).isEqualTo(expected);
    }
  }

  /** H9: a batch whose messages were cut or replaced could never be appended again. */
  @ParameterizedTest
  @EnumSource(Between.class)
  void append_batchCutOrReplaced_canBeAppendedAgain(Between between) {
    List<Note> batch = Note.range("m", 0, 5);
    assertThat(thread.append(batch).added()).hasSize(5);
    between.happenTo(thread);
    thread.truncateFrom("m0", Revision.ANY);
    between.happenTo(thread);
    assertThat(thread.append(batch).added()).hasSize(5);
    between.happenTo(thread);
    thread.truncateFrom("m3", Revision.ANY);
    between.happenTo(thread);
    assertThat(thread.append(batch).added()).containsExactly("m3", "m4");
    thread.replaceAll(Note.range("other", 0, 1), Revision.ANY);
    between.happenTo(thread);
    assertThat(thread.append(batch).added()).hasSize(5);
    assertThat(thread.load().messages()).hasSize(6).endsWith(batch.toArray(Note[]::new));
  }

  /** H10: ids would be forgotten of a thread that takes several steps to come back. */
  @ParameterizedTest
  @EnumSource(Between.class)
  void append_longThreadAllOverAgain_knowsEachMessage(Between between) {
    List<Note> first = Note.range("m", 0, 600);
    List<Note> second = Note.range("m", 600, 1200);
    thread.append(first);
    thread.append(second);
    between.happenTo(thread);
    assertThat(thread.append(first).added()).isEmpty();
    assertThat(thread.append(second).added()).isEmpty();
    assertThat(thread.messages().count()).isEqualTo(1200);
  }

  /** H10: whether a member of a batch is known would depend on a flush in between. */
  @ParameterizedTest
  @EnumSource(Between.class)
  void append_overlappingBatches_answersTheSameWhateverHappensBetween(Between between) {
    thread.append(Note.range("m", 0, 5));
    between.happenTo(thread);
    AppendResult overlapping =
        thread.append(List.of(Note.of("m4"), new Note("m3", "other"), Note.of("m5")));
    assertThat(overlapping.added()).containsExactly("m5");
    assertThat(overlapping.known()).containsExactly("m4");
    assertThat(overlapping.conflicting()).containsExactly("m3");
    between.happenTo(thread);
    assertThat(thread.append(Note.range("m", 5, 7)).added()).containsExactly("m6");
    between.happenTo(thread);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 7));
  }

  /** H11: ids that a separator would join into the same text are different all the same. */
  @ParameterizedTest
  @EnumSource(Between.class)
  void append_idsThatJoinedWouldBeEqual_areDifferent(Between between) {
    List<Note> all = new ArrayList<>();
    for (String separator : List.of(":", ",", " ", "|", "/", "\n", "\u0000", "%3A", "")) {
      for (List<String> ids :
          List.of(
              List.of("a", "b"),
              List.of("a" + separator + "b"),
              List.of("a" + separator, "b" + separator),
              List.of(separator + "a", separator + "b"))) {
        List<Note> batch = ids.stream().map(Note::of).filter(note -> !all.contains(note)).toList();
        assertThat(thread.append(batch).added()).isEqualTo(Note.ids(batch));
        all.addAll(batch);
        between.happenTo(thread);
      }
    }
    assertThat(thread.append(all).known()).isEqualTo(Note.ids(all));
    assertThat(thread.load().messages()).isEqualTo(all);
  }

  /** Whether a message is known depends on its bytes, not on what a codec says that they are. */
  @Test
  void append_sameBytesOfAnotherFormat_areKnown() {
    try (HotTierFixture hot = new HotTierFixture()) {
      byte[] payload = "{\"id\":\"message-7\"}".getBytes(UTF_8);
      HotThread formats = hot.tier.thread(hot.ref);
      formats.append(
          List.of(new MessageRecord("message-7", payload, PayloadFormat.JSON)),
          Revision.ANY,
          hot.change("aa"),
          hot.deadline);
      AppendResult again =
          formats.append(
              List.of(new MessageRecord("message-7", payload, PayloadFormat.BYTES)),
              Revision.ANY,
              hot.change("ab"),
              hot.deadline);
      assertThat(again.known()).containsExactly("message-7");
      assertThat(again.length()).isEqualTo(1);
    }
  }

  /** H14: a thread created again under the id of a deleted one would drop appends as known. */
  @ParameterizedTest
  @EnumSource(Between.class)
  void append_afterDeleteAndCreate_isNew(Between between) {
    thread.append(Note.range("m", 0, 5));
    thread.state().saveJson("1", Revision.ANY);
    between.happenTo(thread);
    thread.delete();
    thread.create();
    assertThat(thread.state().loadJson().value()).isEmpty();
    between.happenTo(thread);
    assertThat(thread.append(Note.range("m", 0, 5)).added()).hasSize(5);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
  }

  /**
   * H16: a fork onto an id that was used before would keep its state and its ids, and would not
   * know the messages that it was forked with.
   */
  @ParameterizedTest
  @EnumSource(Between.class)
  void fork_ontoAnIdThatWasUsed_knowsItsMessagesAndNothingElse(Between between) {
    thread.append(Note.range("m", 0, 5));
    between.happenTo(thread);
    TieredThreadManager<Note> used = tiers.store().thread(RedisFixture.newRef());
    used.create();
    used.append(Note.range("m", 3, 9));
    used.state().saveJson("{\"of\":\"the old thread\"}", Revision.ANY);
    between.happenTo(used);
    used.delete();

    TieredThreadManager<Note> fork = thread.fork(used.ref(), ForkPoint.first(3), ForkState.NONE);
    assertThat(fork.state().loadJson().value()).isEmpty();
    AppendResult appended = fork.append(Note.range("m", 0, 5));
    assertThat(appended.known()).containsExactly("m0", "m1", "m2");
    assertThat(appended.added()).containsExactly("m3", "m4");
    between.happenTo(fork);
    assertThat(fork.load().messages()).isEqualTo(Note.range("m", 0, 5));
    assertThat(fork.state().loadJson().value()).isEmpty();
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
  }

  /** H17: what one thread knows, another one of the same id in another namespace does not. */
  @ParameterizedTest
  @EnumSource(Between.class)
  void append_sameIdsInAnotherNamespace_areNew(Between between) {
    thread.append(Note.range("m", 0, 5));
    between.happenTo(thread);
    TieredThreadManager<Note> other = tiers.store().thread(new ThreadRef("other", ref.id()));
    other.create();
    assertThat(other.append(Note.range("m", 0, 5)).added()).hasSize(5);
    between.happenTo(other);
    other.delete();
    assertThat(thread.append(Note.range("m", 0, 5)).known()).hasSize(5);
    assertThat(thread.load().messages()).hasSize(5);
  }

  /** H27, H84: messages cut off in Redis would come back from the archive, or take others along. */
  @Test
  void truncate_belowWhatIsArchived_isWhatTheArchiveHasNext() {
    thread.append(Note.range("m", 0, 10));
    thread.state().saveJson("{\"step\":10}", Revision.ANY);
    thread.flush();
    thread.truncateFrom("m4", Revision.ANY);
    thread.append(Note.range("new", 0, 3));
    List<Note> expected = new ArrayList<>(Note.range("m", 0, 4));
    expected.addAll(Note.range("new", 0, 3));
    assertThat(thread.load().messages()).isEqualTo(expected);
    thread.flush();
    assertThat(thread.load().messages()).isEqualTo(expected);
    thread.flush();
    thread.truncateFrom("new1", Revision.ANY);
    thread.flush();
    assertThat(thread.load().messages()).isEqualTo(expected.subList(0, 5));
    assertThat(thread.append(Note.range("m", 4, 6)).added()).containsExactly("m4", "m5");
    assertThat(thread.state().loadJson().value()).hasValue("{\"step\":10}");
    thread.snapshots().restore(1, Revision.ANY);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 10));
  }

  private static void at(CyclicBarrier start, Runnable run) {
    new Thread(
            () -> {
              try {
                start.await();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
              run.run();
            })
        .start();
  }
}
