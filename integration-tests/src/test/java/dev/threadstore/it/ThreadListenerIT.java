package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.threadstore.Failing;
import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.it.Heard.News;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.DeleteResult;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.Lineage;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdOperation;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each effect is told once, to everybody, and nothing else is. */
class ThreadListenerIT {
  private final TieredFixture fixture = new TieredFixture();
  private final String namespace = "heard-" + UUID.randomUUID();
  private final ThreadRef ref = new ThreadRef(namespace, "t");
  private final Heard heard = new Heard();
  private ThreadStore<Note> store;
  private TieredThreadManager<Note> thread;

  @BeforeEach
  void open() {
    store = fixture.redis.store().coldStore(fixture.cold).listener(heard).build();
    thread = store.thread(ref);
  }

  @AfterEach
  void close() {
    store.close();
    fixture.close();
  }

  @Test
  void create_repeated_isToldOnce() {
    ChangeResult created = thread.create();
    assertThat(thread.createIfAbsent()).isFalse();
    assertThatThrownBy(thread::create).isInstanceOf(ThreadExistsException.class);
    assertThat(heard.news())
        .containsExactly(new News("created", ref, created, Thread.currentThread()));
  }

  @Test
  void create_answerLostAndFoundDone_isToldOnce() {
    AtomicBoolean lost = new AtomicBoolean();
    Failpoints losing =
        new Failpoints() {
          @Override
          public void after(String step) {
            if (step.equals("redis.install") && lost.compareAndSet(false, true)) {
              throw new RedisException("answer is lost");
            }
          }
        };
    try (ThreadStore<Note> unlucky =
        Failing.at(losing, fixture.redis.store().coldStore(fixture.cold).listener(heard)).build()) {
      unlucky.thread(ref).create();
    }
    assertThat(lost).isTrue();
    assertThat(heard.events()).containsExactly("created");
  }

  @Test
  void append_overlappingBatch_tellsWhatWasAddedKnownAndConflicting() {
    created();
    AppendResult result =
        thread.append(List.of(new Note("m0", "other"), Note.of("m1"), Note.of("m9")));
    assertThat(result.conflicting()).containsExactly("m0");
    assertThat(result.known()).containsExactly("m1");
    assertThat(result.added()).containsExactly("m9");
    assertThat(heard.news()).singleElement().extracting(News::detail).isEqualTo(result);
  }

  @Test
  void changes_ofContent_areToldIfTheyHadAnEffect() {
    created();
    thread.truncateFrom("nobody", Revision.ANY);
    assertThat(heard.events()).isEmpty();
    thread.truncateFrom("m1", Revision.ANY);
    thread.replaceAll(Note.range("r", 0, 2), Revision.ANY);
    assertThat(heard.events()).containsExactly("truncated", "replaced");
    assertThatThrownBy(
        () -> thread.replaceAll(Note.range("x", 0, 2), fixture.thread.info().revision()));
    assertThat(heard.events()).isEmpty();
  }

  @Test
  void load_archivedThread_hydrationIsToldOnce() {
    created();
    FlushResult flushed = thread.flush();
    assertThat(heard.news())
        .containsExactly(new News("flushed", ref, flushed, Thread.currentThread()));
    thread.load();
    thread.load();
    assertThat(heard.news())
        .singleElement()
        .satisfies(
            news -> {
              assertThat(news.what()).isEqualTo("hydrated");
              assertThat(news.detail())
                  .isEqualTo(
                      new HydrateResult(HydrateResult.Outcome.HYDRATED, 1, 3, flushed.bytes()));
            });
    thread.hydrate();
    thread.hydrate(Freshness.CHECK);
    assertThat(heard.events()).isEmpty();
  }

  @Test
  void hydrate_copyBehindTheArchive_isToldAsRefreshed() {
    created();
    thread.flush(AfterFlush.KEEP);
    heard.news();
    fixture.elsewhere(
        ref,
        other -> {
          other.append(Note.range("n", 0, 1));
          other.flush();
        });
    HydrateResult refreshed = thread.hydrate(Freshness.CHECK);
    assertThat(refreshed.outcome()).isEqualTo(HydrateResult.Outcome.REFRESHED);
    assertThat(heard.news()).singleElement().extracting(News::detail).isEqualTo(refreshed);
  }

  @Test
  void flush_isToldIfItArchivedOrReleased() {
    created();
    thread.flush(AfterFlush.KEEP);
    assertThat(heard.events()).containsExactly("flushed");
    thread.flush(AfterFlush.KEEP);
    thread.flushIfIdle(Duration.ofHours(1));
    assertThat(heard.events()).isEmpty();
    thread.flush();
    assertThat(heard.events()).containsExactly("flushed");
    thread.flush();
    assertThat(heard.events()).isEmpty();
  }

  @Test
  void archiver_archivesThread_isTold() {
    created();
    try (IdleArchiver archiver =
        IdleArchiver.builder(store)
            .namespace(namespace)
            .settings(IdleArchiverSettings.builder().idle(Duration.ZERO).build())
            .build()) {
      archiver.runOnce();
    }
    assertThat(heard.news())
        .singleElement()
        .satisfies(
            news -> {
              assertThat(news.what()).isEqualTo("flushed");
              assertThat(news.thread()).isEqualTo(ref);
              assertThat(news.by()).isNotSameAs(Thread.currentThread());
            });
  }

  @Test
  void fork_hotOrArchived_isToldAsFork() {
    created();
    ThreadRef hotFork = ref.sibling("hot");
    thread.fork(hotFork);
    Lineage lineage = new Lineage(ref, thread.info().revision(), 3);
    assertThat(heard.news())
        .containsExactly(new News("forked", hotFork, lineage, Thread.currentThread()));
    thread.flush();
    heard.news();
    ThreadRef archivedFork = ref.sibling("archived");
    thread.fork(archivedFork);
    assertThat(heard.news())
        .containsExactly(new News("forked", archivedFork, lineage, Thread.currentThread()));
    assertThatThrownBy(() -> thread.fork(archivedFork)).isInstanceOf(ThreadExistsException.class);
    assertThat(heard.events()).isEmpty();
  }

  @Test
  void restore_isToldWithTheSnapshot() {
    created();
    thread.flush();
    thread.append(Note.range("n", 0, 1));
    heard.news();
    ChangeResult restored = thread.snapshots().restore(1, Revision.ANY);
    assertThat(heard.news())
        .containsExactly(new News("restored 1", ref, restored, Thread.currentThread()));
  }

  @Test
  void delete_repeated_isToldOnce() {
    created();
    thread.flush();
    heard.news();
    DeleteResult deleted = thread.delete();
    assertThat(heard.news())
        .containsExactly(new News("deleted", ref, deleted, Thread.currentThread()));
    thread.delete();
    thread.purge();
    assertThat(heard.events()).isEmpty();
  }

  @Test
  void delete_withoutColdStore_isToldOnce() {
    try (ThreadStore<Note> hotOnly = fixture.redis.store().listener(heard).build()) {
      TieredThreadManager<Note> hot = hotOnly.thread(ref.sibling("hot-only"));
      hot.create();
      hot.delete();
      hot.delete();
    }
    assertThat(heard.events()).containsExactly("created", "deleted");
  }

  @Test
  void delete_failsHalfWay_isToldByWhoCompletesIt() {
    created();
    fixture.cold.on(ColdOperation.CREATE).failBefore();
    assertThatThrownBy(thread::delete).isInstanceOf(StoreUnavailableException.class);
    assertThat(heard.events()).isEmpty();
    fixture.cold.clearFaults();
    assertThat(thread.exists()).isFalse();
    assertThat(heard.events()).containsExactly("deleted");
  }

  @Test
  void conflict_isToldByEachWhoFindsIt_untilItIsResolved() {
    created();
    thread.flush(AfterFlush.KEEP);
    fixture.elsewhere(
        ref,
        other -> {
          other.append(Note.range("n", 0, 1));
          other.flush();
        });
    thread.append(Note.range("o", 0, 1));
    heard.news();
    ArchiveConflictException met =
        catchThrowableOfType(ArchiveConflictException.class, thread::flush);
    assertThat(heard.news())
        .containsExactly(new News("conflict", ref, met, Thread.currentThread()));
    assertThatThrownBy(() -> thread.hydrate(Freshness.CHECK))
        .isInstanceOf(ArchiveConflictException.class);
    assertThat(heard.events()).containsExactly("conflict");
    thread.resolve(Resolution.forkHotTo(ref.sibling("fork")), met.revision());
    assertThat(heard.events()).containsExactly("forked", "hydrated");
  }

  private void created() {
    thread.create();
    thread.append(Note.range("m", 0, 3));
    heard.news();
  }
}
