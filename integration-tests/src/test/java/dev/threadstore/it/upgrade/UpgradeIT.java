package dev.threadstore.it.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.it.Note;
import dev.threadstore.it.RedisFixture;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.IdleFlushReport;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import dev.threadstore.testsupport.RedisVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each earlier version has left in Redis and in a folder, also in the middle of something, can
 * be read, gone on with, and finished by this one.
 */
@ParameterizedClass(name = "{0} on {1}")
@MethodSource("setsAndServers")
class UpgradeIT {
  private final FixtureSet fixtures;
  private final RedisServer server;
  @TempDir private Path folder;
  private RedisFixture redis;
  private FileSystemColdStore cold;
  private ThreadStore<Note> store;

  UpgradeIT(FixtureSet fixtures, RedisVersion version) {
    this.fixtures = fixtures;
    server = RedisServer.builder().version(version).start();
  }

  static Stream<Arguments> setsAndServers() throws IOException {
    return FixtureSet.all().stream()
        .flatMap(
            set -> Stream.of(RedisVersion.values()).map(version -> Arguments.of(set, version)));
  }

  @BeforeEach
  void install() throws IOException {
    fixtures.copyTo(server.uri());
    fixtures.copyTo(folder);
    redis = RedisFixture.on(server);
    cold = FileSystemColdStore.openExisting(folder);
    store = redis.store().coldStore(cold).build();
  }

  @AfterEach
  void close() {
    store.close();
    cold.close();
    redis.close();
    server.close();
  }

  @Test
  void anyThread_read_isAsItWas() throws IOException {
    for (StoredThread thread : fixtures.threads()) {
      TieredThreadManager<Note> manager = store.thread(thread.ref());
      if (thread.history() != null) {
        assertThat(StoredThread.history(manager)).as("%s", thread).isEqualTo(thread.history());
      }
      assertHolds(thread, store, List.of());
      if (thread.revision() != null) {
        assertThat(manager.info().revision()).hasToString(thread.revision());
        assertThat(StoredThread.lineage(manager)).isEqualTo(thread.lineage());
      }
      assertThat(manager.snapshots().verify().problems()).as("%s", thread).isEmpty();
    }
  }

  /** All ids are known, and what is new goes to both tiers. */
  @Test
  void anyThread_appendedToAndArchived_goesOn() throws IOException {
    for (StoredThread thread : existing()) {
      TieredThreadManager<Note> manager = store.thread(thread.ref());
      List<Note> all = new ArrayList<>(thread.messages().stream().map(Note::of).toList());
      all.add(Note.of("new"));
      AppendResult result = manager.append(all);
      assertThat(result.added()).as("%s", thread).containsExactly("new");
      assertThat(result.conflicting()).as("%s", thread).isEmpty();
      archive(manager);
      assertHolds(thread, store, List.of("new"));
    }
    try (RedisServer another = RedisServer.start();
        RedisFixture empty = RedisFixture.on(another);
        ThreadStore<Note> elsewhere = empty.store().coldStore(cold).build()) {
      for (StoredThread thread : existing()) {
        assertHolds(thread, elsewhere, List.of("new"));
      }
    }
  }

  /** The revision that a caller was given before the upgrade is still the thread's. */
  @Test
  void anyThread_changedAtItsRevision_isCompared() throws IOException {
    for (StoredThread thread : existing()) {
      if (thread.revision() == null) {
        continue;
      }
      TieredThreadManager<Note> manager = store.thread(thread.ref());
      Revision revision = Revision.parse(thread.revision());
      manager.state().saveJson("1", revision);
      assertThatThrownBy(() -> manager.replaceAll(List.of(), revision))
          .as("%s", thread)
          .isInstanceOf(RevisionConflictException.class);
    }
  }

  /** Sources and forks go on beside each other, in either tier, and collections miss nothing. */
  @Test
  void anyThread_forkedCutAndCollected_leavesTheOthersWhole() throws IOException {
    for (StoredThread thread : existing()) {
      ThreadRef target = new ThreadRef("forks", thread.id());
      store.thread(thread.ref()).fork(target, ForkPoint.end(), ForkState.CURRENT);
      TieredThreadManager<Note> manager = store.thread(thread.ref());
      manager.replaceAll(List.of(), Revision.ANY);
      archive(manager);
      assertThat(manager.snapshots().collect(1).damaged()).as("%s", thread).isEmpty();
    }
    for (StoredThread thread : existing()) {
      store.thread(thread.ref()).delete();
      TieredThreadManager<Note> fork = store.thread(new ThreadRef("forks", thread.id()));
      archive(fork);
      assertThat(Note.ids(fork.load().messages())).isEqualTo(thread.messages());
      assertThat(fork.snapshots().verify().problems()).as("fork of %s", thread).isEmpty();
    }
  }

  @Test
  void anyThread_deleted_leavesNothingAndCanBeCreated() throws IOException {
    for (StoredThread thread : fixtures.threads()) {
      TieredThreadManager<Note> manager = store.thread(thread.ref());
      assertThat(manager.delete().existed()).as("%s", thread).isEqualTo(existed(thread));
      assertThat(redis.keysOf(thread.ref()))
          .as("%s", thread)
          .allMatch(key -> redis.commands().pttl(key) > 0, "expires");
      manager.create();
      assertThat(manager.append(List.of(Note.of("m0"))).added()).hasSize(1);
    }
  }

  /** Nobody asks for any of them: whoever looks after abandoned threads finishes what was begun. */
  @Test
  void flushIdle_whateverWasAbandoned_isFinishedAndArchived() throws IOException {
    ThreadNamespace<Note> namespace = store.namespace("upgrade");
    IdleFlushReport report = namespace.flushIdle(Duration.ofDays(1), ThreadNamespace.START, 1000);
    assertThat(report.failures()).hasSize(1).containsKey(thread("conflict").ref());
    assertThat(store.thread(thread("deleting").ref()).snapshots().history(1))
        .singleElement()
        .satisfies(entry -> assertThat(entry.kind()).isEqualTo(SnapshotInfo.Kind.TOMBSTONE));
    for (StoredThread thread : fixtures.threads()) {
      if (!thread.id().equals("conflict")) {
        assertThat(redis.keysOf(thread.ref()))
            .as("%s", thread)
            .allMatch(key -> redis.commands().pttl(key) > 0, "expires");
      }
    }
  }

  /** Its snapshot is there and known by the stamp at which the flush began: no conflict. */
  @Test
  void flush_afterOneThatHadWrittenItsSnapshot_buildsOnIt() throws IOException {
    TieredThreadManager<Note> manager = store.thread(thread("flush-written").ref());
    FlushResult result = manager.flush();
    assertThat(result.outcome()).isEqualTo(FlushResult.Outcome.ARCHIVED);
    assertThat(result.snapshot()).isEqualTo(3);
    assertHolds(thread("flush-written"), store, List.of());
  }

  @Test
  void resolve_conflictFromBefore_keepsTheHotCopy() throws IOException {
    StoredThread thread = thread("conflict");
    TieredThreadManager<Note> manager = store.thread(thread.ref());
    assertThatThrownBy(manager::flush).isInstanceOf(ArchiveConflictException.class);
    manager.resolve(Resolution.keepHot(), Revision.parse(String.valueOf(thread.revision())));
    assertHolds(thread, store, List.of());
    assertThat(manager.info().snapshot()).isEqualTo(3);
  }

  @Test
  void expire_copyThatWasClean_comesBackFromTheArchive() throws IOException {
    ThreadRef ref = thread("clean").ref();
    assertThat(redis.keysOf(ref)).hasSize(3).allMatch(key -> redis.commands().pttl(key) > 0);
    assertThat(store.thread(ref).info().archived()).isTrue();
    redis.lose(ref);
    assertHolds(thread("clean"), store, List.of());
  }

  private static void archive(TieredThreadManager<Note> thread) {
    try {
      thread.flush();
    } catch (ArchiveConflictException e) {
      thread.resolve(Resolution.keepHot(), e.revision());
    }
  }

  private static void assertHolds(
      StoredThread thread, ThreadStore<Note> store, List<String> added) {
    TieredThreadManager<Note> manager = store.thread(thread.ref());
    if (!thread.exists()) {
      assertThatThrownBy(manager::load)
          .as("%s", thread)
          .isInstanceOf(ThreadNotFoundException.class);
      assertThat(manager.exists()).as("%s", thread).isFalse();
      return;
    }
    List<Note> expected =
        Stream.concat(thread.messages().stream(), added.stream()).map(Note::of).toList();
    assertThat(manager.load().messages()).as("%s", thread).isEqualTo(expected);
    assertThat(manager.state().loadJson().value().orElse(null))
        .as("%s", thread)
        .isEqualTo(thread.state());
  }

  /** A deletion that was begun is finished by another, and that is one. */
  private static boolean existed(StoredThread thread) {
    return thread.exists() || thread.id().startsWith("deleting");
  }

  private List<StoredThread> existing() throws IOException {
    return fixtures.threads().stream().filter(StoredThread::exists).toList();
  }

  private StoredThread thread(String id) throws IOException {
    return fixtures.threads().stream().filter(each -> each.id().equals(id)).findAny().orElseThrow();
  }
}
