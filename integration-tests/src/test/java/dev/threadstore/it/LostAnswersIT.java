package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.threadstore.Failing;
import dev.threadstore.ThreadStore;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.HydrateOnUse;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.model.UnreadableSnapshotException;
import dev.threadstore.testsupport.RedisServer;
import dev.threadstore.testsupport.TcpProxy;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A step has its effect in Redis, its answer is lost with the connection, others go on, and the
 * client sends the step again (H94).
 */
class LostAnswersIT {
  private final RedisServer server = RedisServer.start();
  private final TcpProxy relay = TcpProxy.to(server.port());
  private final RedisFixture direct = RedisFixture.on(server);
  private final RedisFixture relayed =
      RedisFixture.on(URI.create("redis://127.0.0.1:" + relay.port()));
  private final AtomicBoolean lost = new AtomicBoolean();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  @TempDir private Path folder;
  private BothTiers rivals;
  private BothTiers ours;
  private TieredThreadManager<Note> rival;

  @BeforeEach
  void open() {
    rivals = new BothTiers(direct, folder);
    ours = new BothTiers(relayed, folder);
    useEveryScript(rivals.store().thread(RedisFixture.newRef()));
    rival = rivals.store().thread(RedisFixture.newRef());
    rival.create();
    rival.append(Note.range("m", 0, 3));
  }

  /** Else the answer that gets lost would be that Redis does not know the script. */
  private static void useEveryScript(TieredThreadManager<Note> thread) {
    thread.create();
    thread.append(Note.range("m", 0, 3));
    thread.truncateFrom("m2", Revision.ANY);
    thread.state().saveJson("1", Revision.ANY);
    thread.labels().put(Map.of("a", "1"), Revision.ANY);
    thread.replaceAll(thread.load().messages(), Revision.ANY);
    thread.flush();
    thread.hydrate();
    thread.delete();
  }

  @AfterEach
  void close() {
    ours.close();
    rivals.close();
    relayed.close();
    relay.close();
    direct.close();
    server.close();
  }

  /** H94: a create tried again would say that the thread exists. */
  @Test
  void create_answerLost_isDone() {
    ThreadRef ref = RedisFixture.newRef();
    losing(
        "redis.install",
        ref,
        TieredThreadManager::create,
        other -> other.append(Note.range("m", 0, 1)));
    assertThat(rivals.store().thread(ref).load().messages()).hasSize(1);
    assertThatThrownBy(() -> rivals.store().thread(ref).create())
        .isInstanceOf(ThreadExistsException.class);
  }

  /** H94: also if what it made has been archived and released since. */
  @Test
  void create_answerLostAndArchived_isDone() {
    ThreadRef ref = RedisFixture.newRef();
    ChangeResult created =
        losing(
            "redis.install",
            ref,
            TieredThreadManager::create,
            other -> {
              other.append(Note.range("m", 0, 1));
              other.flush();
            });
    assertThat(created.length()).isZero();
    assertThat(rivals.store().thread(ref).load().messages()).hasSize(1);
  }

  /** H94: and it would make what has been deleted since once more. */
  @Test
  void create_answerLostAndDeleted_doesNotMakeItAgain() {
    ThreadRef ref = RedisFixture.newRef();
    assertThatThrownBy(
            () ->
                losing(
                    "redis.install", ref, TieredThreadManager::create, TieredThreadManager::delete))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(rivals.store().thread(ref).exists()).isFalse();
  }

  /** H94: the snapshot is there, so nobody may be told that nothing was made. */
  @Test
  void fork_lastStepFails_outcomeIsUnknown() {
    rival.flush();
    ThreadRef fork = RedisFixture.newRef();
    Failpoints failing =
        new Failpoints() {
          @Override
          public void before(String step) {
            if (step.equals("redis.finish")) {
              throw new RedisException("connection failed");
            }
          }
        };
    ThreadStoreSettings settings =
        ThreadStoreSettings.builder().maxAttempts(3).forkPatience(Duration.ofMillis(1)).build();
    TieredThreadManager<Note> source = rivals.store(settings, failing).thread(rival.ref());
    assertThatThrownBy(() -> source.fork(fork)).isInstanceOf(OutcomeUnknownException.class);
    assertThat(rivals.store().thread(fork).load().messages()).hasSize(3);
  }

  /** H94: an append with an expected revision would be refused for its own change. */
  @Test
  void append_expectingARevision_answerLost_isDoneOnce() {
    Revision seen = rival.info().revision();
    AppendResult result =
        losing(
            "redis.append",
            t -> t.append(Note.range("m", 2, 5), seen),
            other -> other.append(Note.range("other", 0, 1)));
    assertThat(result.added()).containsExactly("m3", "m4");
    assertThat(result.length()).isEqualTo(5);
    assertThat(Note.ids(rival.load().messages()))
        .containsExactly("m0", "m1", "m2", "m3", "m4", "other0");
  }

  @Test
  void append_answerLost_isDoneOnce() {
    AppendResult result =
        losing("redis.append", t -> t.append(Note.range("m", 2, 5)), TieredThreadManager::flush);
    assertThat(result.conflicting()).isEmpty();
    assertThat(rival.load().messages()).isEqualTo(Note.range("m", 0, 5));
  }

  /** H94: a truncate tried again after the messages were appended again would cut them again. */
  @Test
  void truncate_answerLostAndAppendedAgain_cutsOnce() {
    assertThat(
            losing(
                    "redis.truncate",
                    t -> t.truncateFrom("m1", Revision.ANY),
                    other -> other.append(Note.range("m", 1, 4)))
                .removed())
        .isEqualTo(2);
    assertThat(rival.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  /** H94: nor does a flush in between let it forget that it was done. */
  @Test
  void truncate_answerLostAndFlushed_cutsOnce() {
    losing(
        "redis.truncate",
        t -> t.truncateFrom("m1", Revision.ANY),
        other -> {
          other.append(Note.range("m", 1, 4));
          other.flush();
          other.hydrate();
        });
    assertThat(rival.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  /** H94: nor do 15 other changes. */
  @Test
  void truncate_answerLostAndChangedFifteenTimes_cutsOnce() {
    losing(
        "redis.truncate",
        t -> t.truncateFrom("m1", Revision.ANY),
        other -> {
          other.append(Note.range("m", 1, 4));
          change(other, 15);
        });
    assertThat(rival.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  /** H94: after more than it remembers, an expected revision keeps it from being done twice. */
  @Test
  void truncate_expectingARevision_answerLostAndChangedOften_isRefused() {
    Revision seen = rival.info().revision();
    assertThatThrownBy(
            () ->
                losing(
                    "redis.truncate",
                    t -> t.truncateFrom("m1", seen),
                    other -> {
                      other.append(Note.range("m", 1, 4));
                      change(other, 16);
                    }))
        .isInstanceOf(RevisionConflictException.class);
    assertThat(rival.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  private static void change(TieredThreadManager<Note> thread, int times) {
    for (int i = 0; i < times; i++) {
      thread.state().saveJson(String.valueOf(i), Revision.ANY);
    }
  }

  /** H94: a state save tried again would overwrite another one's. */
  @Test
  void saveState_answerLostAndSavedByAnother_doesNotOverwrite() {
    long before = rival.info().revision().version();
    ChangeResult saved =
        losing(
            "redis.state",
            t -> t.state().saveJson("1", Revision.ANY),
            other -> other.state().saveJson("2", Revision.ANY));
    assertThat(saved.revision().version()).isEqualTo(before + 1);
    assertThat(rival.state().loadJson().value()).hasValue("2");
  }

  /** H94: and so would labels set again. */
  @Test
  void label_answerLostAndSetByAnother_doesNotOverwrite() {
    losing(
        "redis.label",
        t -> t.labels().put(Map.of("title", "ours"), Revision.ANY),
        other -> other.labels().put(Map.of("title", "theirs"), Revision.ANY));
    assertThat(rival.info().labels()).isEqualTo(Map.of("title", "theirs"));
  }

  /** H94: a replacement tried again would wipe what was appended to it. */
  @Test
  void replaceAll_answerLostAndAppendedTo_replacesOnce() {
    ChangeResult replaced =
        losing(
            "redis.install",
            t -> t.replaceAll(Note.range("new", 0, 2), Revision.ANY),
            other -> other.append(Note.range("new", 2, 4)));
    assertThat(replaced.length()).isEqualTo(2);
    assertThat(rival.load().messages()).isEqualTo(Note.range("new", 0, 4));
  }

  /** H94: and so would a restore. */
  @Test
  void restore_answerLostAndAppendedTo_restoresOnce() {
    rival.flush(AfterFlush.KEEP);
    rival.replaceAll(List.of(), Revision.ANY);
    losing(
        "redis.install",
        t -> t.snapshots().restore(1, Revision.ANY),
        other -> other.append(Note.range("m", 2, 4)));
    assertThat(rival.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  /** H94: also if what it restored has been archived and released since. */
  @Test
  void restore_answerLostAndArchived_restoresOnce() {
    rival.flush(AfterFlush.KEEP);
    rival.replaceAll(List.of(), Revision.ANY);
    losing(
        "redis.install",
        t -> t.snapshots().restore(1, Revision.ANY),
        other -> {
          other.append(Note.range("m", 2, 4));
          other.flush();
        });
    assertThat(rival.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  /** A change that is told unavailable was not made; this one was, and archived since. */
  @ParameterizedTest
  @MethodSource("changes")
  void change_answerLostAndArchivedAndCannotBeAskedFor_isUnknown(Change change) {
    rival.flush(AfterFlush.KEEP);
    ThreadRef fresh = RedisFixture.newRef();
    ThreadRef changed = change.makesAThread ? fresh : rival.ref();
    Failpoints failpoints =
        failingOnceLost(
            "redis.gate", loseAnswerOf(change.step, () -> rivals.store().thread(changed).flush()));
    ThreadStore<Note> store = ours.store(ThreadStoreSettings.defaults(), failpoints);
    assertThatThrownBy(() -> change.operation.accept(store.thread(rival.ref()), fresh))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(failures).isEmpty();
    assertThat(rivals.store().thread(changed).info().revision().version())
        .isEqualTo(change.makesAThread ? 1 : 3);
  }

  /**
   * A change of a thread, or one that makes another.
   *
   * @param step the script that makes the change
   */
  private record Change(
      String name,
      String step,
      boolean makesAThread,
      BiConsumer<TieredThreadManager<Note>, ThreadRef> operation) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Change> changes() {
    return Stream.of(
        change("append", "append", (t, fresh) -> t.append(Note.range("m", 2, 5))),
        change("truncate", "truncate", (t, fresh) -> t.truncateFrom("m1", Revision.ANY)),
        change("saveState", "state", (t, fresh) -> t.state().saveJson("1", Revision.ANY)),
        change("label", "label", (t, fresh) -> t.labels().put(Map.of("a", "1"), Revision.ANY)),
        change("replaceAll", "install", (t, fresh) -> t.replaceAll(List.of(), Revision.ANY)),
        change("restore", "install", (t, fresh) -> t.snapshots().restore(1, Revision.ANY)),
        new Change("fork", "redis.install", true, (t, fresh) -> t.fork(fresh)));
  }

  private static Change change(
      String name, String script, BiConsumer<TieredThreadManager<Note>, ThreadRef> operation) {
    return new Change(name, "redis." + script, false, operation);
  }

  /** The same if it is not the client that sends it again. */
  @Test
  void append_attemptFailedAndArchivedAndCannotBeAskedFor_isUnknown() {
    Failpoints failing =
        new Failpoints() {
          @Override
          public void after(String step) {
            if (step.equals("redis.append") && lost.compareAndSet(false, true)) {
              rival.flush();
              throw new RedisException("connection failed");
            }
          }
        };
    TieredThreadManager<Note> thread =
        ours.store(ThreadStoreSettings.defaults(), failingOnceLost("redis.gate", failing))
            .thread(rival.ref());
    assertThatThrownBy(() -> thread.append(Note.range("m", 2, 5)))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(rival.load().messages()).isEqualTo(Note.range("m", 0, 5));
  }

  /** There is no archive, and somebody creates the next thread at once. */
  @Test
  void delete_answerLostAndCreatedAfreshAndCannotBeAskedFor_isUnknown() {
    ThreadRef ref = RedisFixture.newRef();
    try (ThreadStore<Note> others = direct.store().build();
        ThreadStore<Note> ours =
            Failing.at(
                    failingOnceLost(
                        "redis.info",
                        loseAnswerOf("redis.drop", () -> others.thread(ref).create())),
                    relayed.store())
                .build()) {
      others.thread(ref).create();
      others.thread(ref).delete();
      ours.thread(ref).create();
      assertThatThrownBy(() -> ours.thread(ref).delete())
          .isInstanceOf(OutcomeUnknownException.class);
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void append_answerLostAndArchivedAndNotToBeHydrated_isUnknown() {
    ThreadStoreSettings settings =
        ThreadStoreSettings.builder().hydrateOnUse(HydrateOnUse.NEVER).build();
    Failpoints failpoints = loseAnswerOf("redis.append", rival::flush);
    TieredThreadManager<Note> thread = ours.store(settings, failpoints).thread(rival.ref());
    assertThatThrownBy(() -> thread.append(Note.range("m", 2, 5)))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(failures).isEmpty();
    assertThat(rival.load().messages()).isEqualTo(Note.range("m", 0, 5));
  }

  /** H91: a chunk of staging that is pushed again would be there twice. */
  @Test
  void stage_answerLost_isStagedOnce() {
    List<Note> many = Note.range("new", 0, 1200);
    losing("redis.stage", t -> t.replaceAll(many, Revision.ANY), other -> {});
    assertThat(rival.load().messages()).isEqualTo(many);
    assertThat(rival.append(many.subList(400, 600)).known()).hasSize(200);
  }

  /** H1: the last step of a flush, tried again, would remove what a new session has added. */
  @Test
  void commit_answerLostAndUsedAgain_removesNothing() {
    FlushResult flushed =
        losing(
            "redis.commit_flush",
            TieredThreadManager::flush,
            other -> other.append(Note.range("m", 3, 4)));
    assertThat(flushed.snapshot()).isPositive();
    assertThat(rival.load().messages()).isEqualTo(Note.range("m", 0, 4));
    rival.flush();
    assertThat(rival.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  /** H3: an install of a hydrate, sent again, would wipe what was appended since. */
  @Test
  void hydrate_answerLostAndAppendedTo_installsOnce() {
    rival.flush();
    HydrateResult hydrated =
        losing(
            "redis.install",
            TieredThreadManager::hydrate,
            other -> other.append(Note.range("m", 3, 4)));
    // The install that is sent again is refused, and the thread found hot, as the other left it.
    assertThat(hydrated.outcome()).isEqualTo(HydrateResult.Outcome.ALREADY_HOT);
    assertThat(hydrated.length()).isEqualTo(4);
    assertThat(rival.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  /**
   * H106: a seal sent again would delete the thread that was created afresh meanwhile. What was
   * deleted was hot, archived, or damaged.
   */
  @ParameterizedTest
  @ValueSource(strings = {"hot", "archived", "damaged"})
  void seal_answerLostAndCreatedAfresh_leavesTheNewThread(String was) {
    if (was.equals("archived")) {
      rival.flush();
    } else if (was.equals("damaged")) {
      direct.commands().del(direct.keysOf(rival.ref()).get(0));
    }
    losing(
        "redis.seal",
        TieredThreadManager::delete,
        other -> {
          assertThat(other.createIfAbsent()).isTrue(); // meets the seal and finishes it
          other.append(Note.range("new", 0, 2));
          other.flush(AfterFlush.KEEP);
          other.truncateFrom("new1", Revision.ANY);
        });
    assertThat(rival.load().messages()).isEqualTo(Note.range("new", 0, 1));
  }

  /**
   * H106, H32: and if its tombstone cannot be read any more, the deletion cannot know whether it
   * has been done.
   */
  @Test
  void seal_answerLostAndTombstoneDamaged_isUnknown() {
    assertThatThrownBy(
            () ->
                losing(
                    "redis.seal",
                    TieredThreadManager::delete,
                    other -> {
                      assertThat(other.createIfAbsent()).isTrue();
                      other.append(Note.range("new", 0, 2));
                      damageTombstone();
                    }))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasCauseInstanceOf(UnreadableSnapshotException.class);
    assertThat(rival.load().messages()).isEqualTo(Note.range("new", 0, 2));
  }

  /** It is the only entry of the thread, so the first. */
  private void damageTombstone() {
    String key =
        "threads/%s/%s/snapshots/999999999999999999"
            .formatted(rival.ref().encodedNamespace(), rival.ref().encodedId());
    try {
      Files.writeString(
          folder.resolve("5").resolve(key), "damaged", StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** H106: without a cold store, it is the removal itself that is sent again. */
  @ParameterizedTest
  @ValueSource(strings = {"whole", "damaged"})
  void drop_answerLostAndCreatedAfresh_leavesTheNewThread(String was) {
    try (ThreadStore<Note> hotOnly = direct.store().build()) {
      TieredThreadManager<Note> scratch = hotOnly.thread(RedisFixture.newRef());
      scratch.create();
      scratch.delete();
      TieredThreadManager<Note> other = hotOnly.thread(RedisFixture.newRef());
      other.create();
      other.append(Note.range("m", 0, 3));
      if (was.equals("damaged")) {
        direct.commands().del(direct.keysOf(other.ref()).get(0));
      }
      Failpoints failpoints =
          loseAnswerOf(
              "redis.drop",
              () -> {
                assertThat(other.createIfAbsent()).isTrue();
                other.append(Note.range("new", 0, 2));
              });
      try (ThreadStore<Note> ours = Failing.at(failpoints, relayed.store()).build()) {
        assertThat(ours.thread(other.ref()).delete().existed()).isTrue();
      }
      assertThat(lost).isTrue();
      assertThat(failures).isEmpty();
      assertThat(other.load().messages()).isEqualTo(Note.range("new", 0, 2));
    }
  }

  /** H106: and so would the last step of a deletion. */
  @Test
  void finish_answerLostAndCreatedAfresh_leavesTheNewThread() {
    losing(
        "redis.finish",
        TieredThreadManager::delete,
        other -> {
          other.create();
          other.append(Note.range("new", 0, 2));
        });
    assertThat(rival.load().messages()).isEqualTo(Note.range("new", 0, 2));
  }

  private <T> T losing(
      String step,
      Function<TieredThreadManager<Note>, T> operation,
      Consumer<TieredThreadManager<Note>> meanwhile) {
    return losing(step, rival.ref(), operation, meanwhile);
  }

  /** Runs an operation whose step loses its answer; meanwhile another process does something. */
  private <T> T losing(
      String step,
      ThreadRef ref,
      Function<TieredThreadManager<Note>, T> operation,
      Consumer<TieredThreadManager<Note>> meanwhile) {
    TieredThreadManager<Note> other = rivals.store().thread(ref);
    Failpoints failpoints = loseAnswerOf(step, () -> meanwhile.accept(other));
    T result = operation.apply(ours.store(ThreadStoreSettings.defaults(), failpoints).thread(ref));
    assertThat(failures).isEmpty();
    assertThat(lost).isTrue();
    return result;
  }

  /** Nor can a step be made any more, once the answer is lost. */
  private Failpoints failingOnceLost(String step, Failpoints losing) {
    return new Failpoints() {
      @Override
      public void before(String next) {
        if (lost.get() && next.equals(step)) {
          throw new RedisException("connection failed");
        }
        losing.before(next);
      }

      @Override
      public void after(String step) {
        losing.after(step);
      }
    };
  }

  private Failpoints loseAnswerOf(String step, Runnable meanwhile) {
    AtomicBoolean armed = new AtomicBoolean();
    return new Failpoints() {
      @Override
      public void before(String next) {
        if (next.equals(step) && armed.compareAndSet(false, true)) {
          relay.loseNextAnswer(
              () -> {
                lost.set(true);
                Throwable failure = catchThrowable(meanwhile::run);
                if (failure != null) {
                  failures.add(failure);
                }
              });
        }
      }
    };
  }
}
