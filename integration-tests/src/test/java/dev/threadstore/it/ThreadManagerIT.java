package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.LimitExceededException;
import dev.threadstore.model.MessagePage;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadManager;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TruncateResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link ThreadManager} on Redis alone, on every engine. */
@ParameterizedClass
@EnumSource(RedisEngine.class)
class ThreadManagerIT {
  private final RedisFixture redis;
  private ThreadStore<Note> store;
  private ThreadManager<Note> thread;

  ThreadManagerIT(RedisEngine engine) {
    redis = engine.fixture();
  }

  @BeforeEach
  void open() {
    store = redis.store().build();
    thread = store.thread(RedisFixture.newRef());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void create_twice_secondIsRefused() {
    assertThat(thread.exists()).isFalse();
    assertThat(thread.create().length()).isZero();
    assertThat(thread.exists()).isTrue();
    assertThatThrownBy(thread::create).isInstanceOf(ThreadExistsException.class);
    assertThat(thread.createIfAbsent()).isFalse();
  }

  @Test
  void append_withoutCreate_isRefused() {
    assertThatThrownBy(() -> thread.append(Note.range("m", 0, 1)))
        .isInstanceOf(ThreadNotFoundException.class)
        .hasMessageContaining(thread.ref().id());
  }

  @Test
  void append_overlappingBatches_addsEachOnceInOrder() {
    thread.create();
    AppendResult first = thread.append(Note.range("m", 0, 3));
    AppendResult second = thread.append(Note.range("m", 1, 5));
    assertThat(first.added()).containsExactly("m0", "m1", "m2");
    assertThat(second.added()).containsExactly("m3", "m4");
    assertThat(second.known()).containsExactly("m1", "m2");
    assertThat(second.length()).isEqualTo(5);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
  }

  @Test
  void append_nothingNew_changesNothing() {
    thread.create();
    Revision revision = thread.append(Note.range("m", 0, 3)).revision();
    AppendResult again = thread.append(Note.range("m", 0, 3));
    assertThat(again.added()).isEmpty();
    assertThat(again.revision()).isEqualTo(revision);
    assertThat(thread.append(List.of()).revision()).isEqualTo(revision);
  }

  @Test
  void append_otherPayloadUnderKnownId_isReportedAndNotStored() {
    thread.create();
    thread.append(List.of(new Note("a", "one")));
    AppendResult result =
        thread.append(List.of(new Note("a", "two"), new Note("b", "x"), new Note("b", "y")));
    assertThat(result.conflicting()).containsExactly("a", "b");
    assertThat(result.added()).containsExactly("b");
    assertThat(thread.load().messages()).containsExactly(new Note("a", "one"), new Note("b", "x"));
  }

  /** H71: two instances that know nothing of each other would overwrite one another. */
  @Test
  void append_expectedRevision_isComparedAndSet() {
    Revision empty = thread.create().revision();
    Revision one = thread.append(Note.range("m", 0, 1), empty).revision();
    assertThatThrownBy(() -> thread.append(Note.range("m", 1, 2), empty))
        .isInstanceOfSatisfying(
            RevisionConflictException.class, e -> assertThat(e.found()).isEqualTo(one));
    assertThat(thread.load().messages()).hasSize(1);
  }

  @Test
  void append_manyMessages_allAreFoundAgain() {
    thread.create();
    for (int from = 0; from < 5000; from += 500) {
      assertThat(thread.append(Note.range("m", from, from + 500)).added()).hasSize(500);
    }
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5000));
    for (int from = 0; from < 5000; from += 500) {
      assertThat(thread.append(Note.range("m", from, from + 500)).known()).hasSize(500);
    }
    assertThat(thread.messages().find("m4321")).contains(Note.of("m4321"));
    assertThat(thread.messages().find("m5000")).isEmpty();
  }

  @Test
  void append_oversized_isRefusedWithLimitAndValue() {
    ThreadStoreSettings small =
        ThreadStoreSettings.builder()
            .maxMessageBytes(100)
            .maxBatchMessages(3)
            .maxBatchBytes(150)
            .build();
    try (ThreadStore<Note> strict = redis.store().settings(small).build()) {
      ThreadManager<Note> strictly = strict.thread(thread.ref());
      strictly.create();
      assertThatThrownBy(() -> strictly.append(List.of(new Note("a", "x".repeat(100)))))
          .isInstanceOfSatisfying(
              LimitExceededException.class,
              e -> {
                assertThat(e.limit()).isEqualTo(100);
                assertThat(e.value())
                    .isEqualTo(Note.CODEC.encode(new Note("a", "x".repeat(100))).length);
              });
      assertThatThrownBy(() -> strictly.append(Note.range("m", 0, 4)))
          .isInstanceOf(LimitExceededException.class);
      assertThatThrownBy(
              () ->
                  strictly.append(
                      List.of(new Note("a", "x".repeat(70)), new Note("b", "x".repeat(70)))))
          .isInstanceOf(LimitExceededException.class);
      assertThat(strictly.messages().count()).isZero();
    }
  }

  @Test
  void append_invalidIds_areRefused() {
    thread.create();
    for (String id : List.of("", "x".repeat(257), "\ud800")) {
      assertThatThrownBy(() -> thread.append(List.of(Note.of("fine"), new Note(id, "text"))))
          .isInstanceOf(InvalidInputException.class);
    }
    assertThat(thread.messages().count()).isZero();
  }

  @Test
  void pages_bothWaysAndAfterAnId_coverTheThread() {
    thread.create();
    thread.append(Note.range("m", 0, 10));
    MessagePage<Note> page = thread.messages().from(0, 4);
    List<Note> forward = new ArrayList<>(page.messages());
    while (page.hasNext()) {
      page = thread.messages().from(page.next(), 4);
      forward.addAll(page.messages());
    }
    assertThat(forward).isEqualTo(Note.range("m", 0, 10));

    page = thread.messages().before(10, 4);
    assertThat(page.messages()).isEqualTo(Note.range("m", 6, 10));
    page = thread.messages().before(page.first(), 4);
    assertThat(page.messages()).isEqualTo(Note.range("m", 2, 6));
    page = thread.messages().before(page.first(), 4);
    assertThat(page.messages()).isEqualTo(Note.range("m", 0, 2));
    assertThat(page.hasPrevious()).isFalse();

    assertThat(thread.messages().after("m7", 10).orElseThrow().messages())
        .isEqualTo(Note.range("m", 8, 10));
    assertThat(thread.messages().after("m9", 10).orElseThrow().messages()).isEmpty();
    assertThat(thread.messages().after("unknown", 10)).isEmpty();
    assertThat(thread.messages().from(99, 4).messages()).isEmpty();
  }

  /** H76: "last N" is the newest N. */
  @Test
  void tail_returnsTheNewestInOrder() {
    thread.create();
    thread.append(Note.range("m", 0, 10));
    assertThat(thread.messages().tail(3).messages()).isEqualTo(Note.range("m", 7, 10));
    assertThat(thread.messages().tail(99).messages()).isEqualTo(Note.range("m", 0, 10));
    assertThat(thread.messages().tail(3).first()).isEqualTo(7);
  }

  @Test
  void load_largerThanOneChunk_isWhole() {
    thread.create();
    List<Note> large = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      large.add(new Note("m" + i, "x".repeat(100_000)));
    }
    thread.append(large);
    assertThat(thread.load().messages()).isEqualTo(large);
    assertThat(thread.messages().tail(30).messages()).isEqualTo(large.subList(10, 40));
    assertThat(thread.messages().from(0, 40).messages().size()).isBetween(1, 11);
    assertThat(thread.messages().before(40, 40).next()).isEqualTo(40);
  }

  /** H9: a batch that was cut could never be appended again. */
  @Test
  void truncateFrom_cutIdsCanBeAppendedAgain() {
    thread.create();
    thread.append(Note.range("m", 0, 10));
    TruncateResult result = thread.truncateFrom("m4", Revision.ANY);
    assertThat(result.removed()).isEqualTo(6);
    assertThat(result.length()).isEqualTo(4);
    assertThat(thread.append(Note.range("m", 3, 8)).added())
        .containsExactly("m4", "m5", "m6", "m7");
    assertThat(thread.truncateFrom("unknown", Revision.ANY).removed()).isZero();
    assertThat(thread.truncateFrom("m0", Revision.ANY).length()).isZero();
    assertThat(thread.append(Note.range("m", 0, 2)).added()).hasSize(2);
  }

  /** H99: a cut longer than what is unindexed in one step leaves no id known. */
  @Test
  void truncateFrom_longCut_leavesNoIdKnown() {
    thread.create();
    appendAll(Note.range("m", 0, 5000));
    assertThat(thread.truncateFrom("m10", Revision.ANY).removed()).isEqualTo(4990);
    assertThat(thread.messages().find("m10")).isEmpty();
    assertThat(thread.messages().find("m4999")).isEmpty();
    // Others take the places at which the index may still say that the old ones are.
    appendAll(Note.range("other", 0, 4990));
    assertThat(thread.messages().find("m500")).isEmpty();
    appendAll(Note.range("m", 10, 5000));
    assertThat(thread.messages().count()).isEqualTo(9990);
    assertThat(thread.messages().find("m500")).contains(Note.of("m500"));
  }

  @Test
  void truncateFrom_againAndAgain_doesNotGrowTheIndex() {
    thread.create();
    thread.append(Note.range("m", 0, 20));
    thread.append(Note.range("round-0-", 0, 10));
    long before = indexSize();
    for (int round = 1; round < 50; round++) {
      thread.truncateFrom("round-" + (round - 1) + "-0", Revision.ANY);
      thread.append(Note.range("round-" + round + "-", 0, 10));
    }
    assertThat(indexSize()).isEqualTo(before);
  }

  private void appendAll(List<Note> notes) {
    for (int from = 0; from < notes.size(); from += 1000) {
      List<Note> batch = notes.subList(from, Math.min(from + 1000, notes.size()));
      assertThat(thread.append(batch).added()).isEqualTo(Note.ids(batch));
    }
  }

  private long indexSize() {
    String ids =
        redis.keysOf(thread.ref()).stream().filter(k -> k.endsWith(":ids")).findAny().orElseThrow();
    return redis.commands().hkeys(ids).stream()
        .mapToLong(bucket -> redis.commands().hstrlen(ids, bucket))
        .sum();
  }

  @Test
  void replaceAll_atExpectedRevision_keepsStateAndForgetsOldIds() {
    thread.create();
    thread.append(Note.range("old", 0, 5));
    Revision seen = thread.state().saveJson("{\"k\":1}", Revision.ANY).revision();
    Revision replaced = thread.replaceAll(Note.range("new", 0, 3), seen).revision();
    assertThat(thread.load().messages()).isEqualTo(Note.range("new", 0, 3));
    assertThat(thread.state().loadJson().value().orElseThrow()).isEqualTo("{\"k\":1}");
    assertThat(thread.append(Note.range("old", 0, 1)).added()).hasSize(1);
    assertThatThrownBy(() -> thread.replaceAll(List.of(), seen))
        .isInstanceOf(RevisionConflictException.class);
    assertThat(replaced.version()).isGreaterThan(seen.version());
    assertThat(thread.replaceAll(List.of(), Revision.ANY).length()).isZero();
    assertThat(thread.load().messages()).isEmpty();
  }

  @Test
  void replaceAll_twoMessagesWithOneId_isRefused() {
    thread.create();
    assertThatThrownBy(() -> thread.replaceAll(List.of(Note.of("a"), Note.of("a")), Revision.ANY))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void state_savedLoadedDeleted() {
    Revision created = thread.create().revision();
    assertThat(thread.state().load(Note.class).value()).isEmpty();
    Note state = Note.of("state");
    Revision saved = thread.state().save(state, created).revision();
    assertThat(thread.state().load(Note.class).value().orElseThrow()).isEqualTo(state);
    assertThatThrownBy(() -> thread.state().save(Note.of("late"), created))
        .isInstanceOf(RevisionConflictException.class);
    assertThat(thread.state().delete(saved).revision()).isNotEqualTo(saved);
    assertThat(thread.state().loadJson().value()).isEmpty();
    assertThatThrownBy(() -> thread.state().saveJson("{} {}", Revision.ANY))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void fork_atMessagePositionAndEnd_isIsolated() {
    thread.create();
    thread.append(Note.range("m", 0, 10));
    thread.state().saveJson("{\"k\":1}", Revision.ANY);
    ThreadRef at = RedisFixture.newRef();
    ThreadManager<Note> fork = thread.fork(at, ForkPoint.including("m4"), ForkState.CURRENT);
    assertThat(fork.load().messages()).isEqualTo(Note.range("m", 0, 5));
    assertThat(fork.state().loadJson().value().orElseThrow()).isEqualTo("{\"k\":1}");
    assertThat(fork.info().lineage().orElseThrow().source()).isEqualTo(thread.ref());
    assertThat(fork.append(Note.range("m", 4, 6)).added()).containsExactly("m5");
    thread.truncateFrom("m2", Revision.ANY);
    assertThat(fork.load().messages()).isEqualTo(Note.range("m", 0, 6));

    assertThat(
            fork.fork(RedisFixture.newRef(), ForkPoint.first(1), ForkState.NONE).load().messages())
        .isEqualTo(Note.range("m", 0, 1));
    assertThatThrownBy(() -> thread.fork(at)).isInstanceOf(ThreadExistsException.class);
    assertThatThrownBy(
            () -> fork.fork(RedisFixture.newRef(), ForkPoint.including("unknown"), ForkState.NONE))
        .isInstanceOf(InvalidInputException.class);
    thread.delete();
    assertThat(fork.load().messages()).hasSize(6);
  }

  /** H14: ids left behind would be known to the next thread of that name. */
  @Test
  void delete_leavesNoKeyAndNoMemory() {
    thread.create();
    thread.append(Note.range("m", 0, 3));
    assertThat(thread.delete().existed()).isTrue();
    assertThat(redis.keysOf(thread.ref())).isEmpty();
    assertThat(thread.delete().existed()).isFalse();
    assertThatThrownBy(thread::load).isInstanceOf(ThreadNotFoundException.class);
    thread.create();
    assertThat(thread.append(Note.range("m", 0, 3)).added()).hasSize(3);
  }
}
