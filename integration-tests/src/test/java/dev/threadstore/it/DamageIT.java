package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.SnapshotInfo.Kind;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadPage;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.model.UnreadableSnapshotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of a real folder are damaged: whatever operation comes across one names it and serves
 * nothing of it, and whatever does not need it goes on (G9). One corrupt object used to fail every
 * use of a thread for ever, with no way back to an older one (H32).
 */
class DamageIT {
  private static final long TOP = 1_000_000_000_000_000_000L;

  private final RedisFixture redis = RedisEngine.REDIS_7.fixture();
  private final String namespace = "damage-" + UUID.randomUUID();

  @TempDir private Path folder;
  private FileSystemColdStore cold;
  private ThreadStore<Note> store;
  private TieredThreadManager<Note> thread;
  private TieredThreadManager<Note> other;
  private Map<Path, byte[]> files;

  /**
   * What has happened to a file.
   *
   * @param problem what the exception says about it, a regular expression
   */
  record Damage(String name, String problem, Done done) {
    /** Makes the damaged bytes of the intact ones, and of those of two other objects. */
    interface Done {
      byte[] to(byte[] intact, byte[] ofOtherThread, byte[] ofOtherNumber);
    }

    static Damage torn(String where, String problem, int length) {
      return new Damage(
          "torn " + where,
          problem,
          (intact, t, n) -> Arrays.copyOf(intact, length >= 0 ? length : intact.length + length));
    }

    static Damage flipped(String where, String problem, int at) {
      return new Damage(
          "bit flipped " + where,
          problem,
          (intact, t, n) -> {
            byte[] bytes = intact.clone();
            bytes[at >= 0 ? at : bytes.length + at] ^= 1;
            return bytes;
          });
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** The object begins with 8 bytes of a frame and a line of about 90 bytes, then its content. */
  static Stream<Damage> damages() {
    return Stream.of(
        Damage.torn("to nothing", "object is empty", 0),
        Damage.torn("in the magic number", "torn or foreign.*bytes=`3`", 3),
        Damage.torn("before the first line", "torn or foreign.*bytes=`8`", 8),
        Damage.torn("in the first line", "torn or foreign.*bytes=`50`", 50),
        Damage.torn("in the content", "torn or corrupted.*Sha256", 150),
        Damage.torn("by its last byte", "torn or corrupted.*Sha256", -1),
        Damage.flipped("in the magic number", "foreign", 1),
        Damage.flipped("in the length of the line", "torn or foreign|malformed", 5),
        Damage.flipped("in the format's name", "foreign", 10),
        Damage.flipped("in the version", "foreign|version is not supported", 29),
        Damage.flipped("in the checksum", "torn or corrupted|malformed", 60),
        Damage.flipped("in the content", "torn or corrupted.*Sha256", 150),
        Damage.flipped("in the last byte", "torn or corrupted.*Sha256", -1),
        new Damage(
            "continued", "torn or corrupted.*Sha256", (i, t, n) -> Arrays.copyOf(i, i.length + 1)),
        new Damage("blanks of the same length", "foreign", (i, t, n) -> new byte[i.length]),
        new Damage(
            "garbage",
            "foreign",
            (intact, t, n) -> {
              byte[] bytes = new byte[intact.length];
              new Random(1).nextBytes(bytes);
              return bytes;
            }),
        new Damage(
            "of a future version",
            "version is not supported: found=`7` supported=`1`",
            (intact, t, n) -> {
              byte[] bytes = intact.clone();
              bytes[29] = '7';
              return bytes;
            }),
        new Damage("another thread's", "belongs.*other", (i, ofOtherThread, n) -> ofOtherThread),
        new Damage("of another number", "belongs.*`1`", (i, t, ofOtherNumber) -> ofOtherNumber));
  }

  @BeforeEach
  void open() throws IOException {
    cold = FileSystemColdStore.open(folder);
    store = redis.store().coldStore(cold).build();
    thread = store.thread(new ThreadRef(namespace, "thread"));
    other = store.thread(new ThreadRef(namespace, "other"));
    for (TieredThreadManager<Note> each : List.of(thread, other)) {
      each.create();
      for (int number = 1; number <= 3; number++) {
        each.append(Note.range(each.ref().id() + "-", 2 * number - 2, 2 * number));
        each.state().saveJson(Integer.toString(number), Revision.ANY);
        each.flush();
      }
    }
    files = files();
  }

  @AfterEach
  void close() {
    store.close();
    cold.close();
  }

  @ParameterizedTest
  @MethodSource("damages")
  void newestSnapshotDamaged_isRefusedByAllThatReadIt_andServedByNone(Damage damage)
      throws IOException {
    damage(thread, 3, damage);
    Map<Path, byte[]> damaged = files();
    ThreadRef target = new ThreadRef(namespace, "target");
    Map<String, ThrowingCallable> operations = new LinkedHashMap<>();
    operations.put("load", thread::load);
    operations.put("tail", () -> thread.messages().tail(1));
    operations.put("find", () -> thread.messages().find("thread-0"));
    operations.put("state", () -> thread.state().loadJson());
    operations.put("append", () -> thread.append(Note.range("new", 0, 1)));
    operations.put("save state", () -> thread.state().saveJson("9", Revision.ANY));
    operations.put("truncate", () -> thread.truncateFrom("thread-0", Revision.ANY));
    operations.put("replace", () -> thread.replaceAll(List.of(), Revision.ANY));
    operations.put("hydrate", thread::hydrate);
    operations.put("hydrate and check", () -> thread.hydrate(Freshness.CHECK));
    operations.put("info", thread::info);
    operations.put("exists", thread::exists);
    operations.put("create", thread::create);
    operations.put("create if absent", thread::createIfAbsent);
    operations.put("fork from it", () -> thread.fork(target));
    operations.put("fork to it", () -> other.fork(thread.ref()));
    operations.put("restore it", () -> thread.snapshots().restore(3, Revision.ANY));
    operations.forEach((what, operation) -> assertRefused(what, operation, 3, 2, damage));
    assertThat(thread.flush().outcome()).isEqualTo(FlushResult.Outcome.NOT_HOT);
    assertThat(store.thread(target).exists()).isFalse();
    assertThat(keys(thread)).isEmpty();
    assertThat(keys(store.thread(target))).isEmpty();
    assertThat(files().keySet()).isEqualTo(damaged.keySet());
    files().forEach((file, bytes) -> assertThat(bytes).as("%s", file).isEqualTo(damaged.get(file)));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void newestSnapshotDamaged_theOneBelowIsRestoredAndNothingElseIsLost(Damage damage)
      throws IOException {
    damage(thread, 3, damage);
    assertHistory(Kind.DAMAGED, Kind.SNAPSHOT, Kind.SNAPSHOT);
    assertThat(thread.snapshots().history(9).get(0).problem().orElseThrow())
        .containsPattern(damage.problem());
    assertListed(thread.ref(), other.ref());
    assertThat(other.load().messages()).hasSize(6);
    thread.snapshots().restore(2, Revision.ANY);
    assertContent(2);
    assertThat(thread.flush().snapshot()).isEqualTo(4);
    assertContent(2);
    assertHistory(Kind.SNAPSHOT, Kind.DAMAGED, Kind.SNAPSHOT, Kind.SNAPSHOT);
    thread.snapshots().restore(1, Revision.ANY);
    assertContent(1);
    thread.flush();
    // Whoever gets the file back from a backup has its content again.
    Files.write(file(thread, 3), files.get(file(thread, 3)));
    thread.snapshots().restore(3, Revision.ANY);
    assertContent(3);
  }

  @ParameterizedTest
  @MethodSource("damages")
  void newestSnapshotDamaged_threadIsDeletedAndCreatedAfresh(Damage damage) throws IOException {
    damage(thread, 3, damage);
    assertThat(thread.delete().tombstone()).isEqualTo(4);
    assertThat(thread.exists()).isFalse();
    assertThatThrownBy(thread::load).isInstanceOf(ThreadNotFoundException.class);
    assertThat(thread.createIfAbsent()).isTrue();
    assertThat(thread.load().messages()).isEmpty();
    assertThat(thread.flush().snapshot()).isEqualTo(5);
    assertHistory(Kind.SNAPSHOT, Kind.TOMBSTONE);
  }

  /** A hot copy does not need what is below it: it is read, changed, and archived on top. */
  @ParameterizedTest
  @MethodSource("damages")
  void newestSnapshotDamaged_hotCopyIsArchivedOnTop(Damage damage) throws IOException {
    thread.append(Note.range("thread-", 6, 8));
    damage(thread, 3, damage);
    Revision hot = thread.load().revision();
    assertThat(thread.hydrate(Freshness.CHECK).outcome())
        .isEqualTo(HydrateResult.Outcome.ALREADY_HOT);
    // Ways out that would drop the hot copy for the damaged snapshot.
    ThreadRef target = new ThreadRef(namespace, "target");
    assertRefused("keep cold", () -> thread.resolve(Resolution.keepCold(), hot), 3, 2, damage);
    assertRefused(
        "fork hot", () -> thread.resolve(Resolution.forkHotTo(target), hot), 3, 2, damage);
    assertThat(store.thread(target).exists()).isFalse();
    assertThat(thread.load().revision()).isEqualTo(hot);
    assertThat(thread.flush().snapshot()).isEqualTo(4);
    assertThat(thread.load().messages()).isEqualTo(Note.range("thread-", 0, 8));
  }

  /** A flush that was cut short has left a torn object where the next one would write. */
  @ParameterizedTest
  @MethodSource("damages")
  void snapshotAboveTheHotCopyDamaged_flushIsRefusedAndKeepHotGoesPast(Damage damage)
      throws IOException {
    thread.append(Note.range("thread-", 6, 8));
    thread.flush(AfterFlush.KEEP);
    thread.append(Note.range("thread-", 8, 9));
    Files.write(file(thread, 5), damaged(Files.readAllBytes(file(thread, 4)), damage));
    assertRefused("flush", thread::flush, 5, 4, damage);
    assertThat(thread.load().messages()).isEqualTo(Note.range("thread-", 0, 9));
    thread.resolve(Resolution.keepHot(), Revision.ANY);
    assertThat(thread.info().snapshot()).isEqualTo(6);
    thread.flush();
    assertThat(thread.load().messages()).isEqualTo(Note.range("thread-", 0, 9));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void olderSnapshotDamaged_hindersOnlyItsOwnRestore(Damage damage) throws IOException {
    damage(thread, 2, damage);
    assertContent(3);
    assertHistory(Kind.SNAPSHOT, Kind.DAMAGED, Kind.SNAPSHOT);
    assertRefused("restore it", () -> thread.snapshots().restore(2, Revision.ANY), 2, 1, damage);
    assertContent(3);
    TieredThreadManager<Note> fork = thread.fork(new ThreadRef(namespace, "fork"));
    assertThat(fork.load().messages()).isEqualTo(thread.load().messages());
    thread.snapshots().restore(1, Revision.ANY);
    assertContent(1);
    assertThat(thread.flush().snapshot()).isEqualTo(4);
    assertContent(1);
    assertThat(thread.delete().existed()).isTrue();
    assertThat(thread.exists()).isFalse();
  }

  /**
   * A damaged tombstone may have been a snapshot: neither is the thread served nor is it buried.
   */
  @ParameterizedTest
  @MethodSource("damages")
  void tombstoneDamaged_isNeitherAThreadNorAVacancy(Damage damage) throws IOException {
    assertThat(thread.delete().tombstone()).isEqualTo(4);
    assertThat(other.delete().tombstone()).isEqualTo(4);
    assertListed();
    files = files();
    damage(thread, 4, damage);
    Map<String, ThrowingCallable> operations = new LinkedHashMap<>();
    operations.put("load", thread::load);
    operations.put("append", () -> thread.append(Note.range("new", 0, 1)));
    operations.put("hydrate", thread::hydrate);
    operations.put("exists", thread::exists);
    operations.put("create", thread::create);
    operations.put("create if absent", thread::createIfAbsent);
    operations.put("fork from it", () -> thread.fork(new ThreadRef(namespace, "target")));
    operations.forEach((what, operation) -> assertRefused(what, operation, 4, 3, damage));
    assertListed(thread.ref());
    // Ways out: deleting it for good, or going back on the deletion.
    assertThat(thread.delete().tombstone()).isEqualTo(5);
    assertThat(thread.exists()).isFalse();
    assertListed();
    assertThat(thread.createIfAbsent()).isTrue();
    assertThat(thread.load().messages()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("damages")
  void tombstoneDamaged_theSnapshotBelowCanBeRestored(Damage damage) throws IOException {
    thread.delete();
    other.delete();
    files = files();
    damage(thread, 4, damage);
    thread.snapshots().restore(3, Revision.ANY);
    assertContent(3);
    assertThat(thread.flush().snapshot()).isEqualTo(5);
    assertContent(3);
  }

  /** Nothing is below it: it is deleted and forked again. */
  @ParameterizedTest
  @MethodSource("damages")
  void firstSnapshotOfForkDamaged_isRefusedAndLeavesItsSource(Damage damage) throws IOException {
    TieredThreadManager<Note> fork = thread.fork(new ThreadRef(namespace, "fork"));
    assertThat(fork.info().tier()).isEqualTo(Tier.ARCHIVED);
    byte[] intact = Files.readAllBytes(file(fork, 1));
    // What another number of the fork could have held.
    byte[] ofOtherNumber = files.get(file(thread, 1));
    byte[] ofOtherThread = files.get(file(other, 1));
    Files.write(
        file(fork, 1),
        damage.name().equals("of another number")
            ? ofOtherNumber
            : damage.done().to(intact, ofOtherThread, ofOtherNumber));
    String problem =
        damage.name().equals("of another number") ? "belongs.*thread" : damage.problem();
    for (ThrowingCallable operation :
        List.<ThrowingCallable>of(
            fork::load, fork::exists, fork::create, () -> thread.fork(fork.ref()))) {
      assertUnreadable(catchThrowable(operation), fork, 1, OptionalLong.empty(), problem);
    }
    assertContent(3);
    assertThat(fork.delete().tombstone()).isEqualTo(2);
    thread.flush();
    thread.fork(fork.ref());
    assertThat(fork.load().messages()).isEqualTo(thread.load().messages());
  }

  @Test
  void severalSnapshotsDamaged_theNewestIntactOneIsNamed() throws IOException {
    Damage torn = Damage.torn("in the content", "torn or corrupted", 150);
    damage(thread, 3, torn);
    damage(thread, 2, torn);
    assertRefused("load", thread::load, 3, 1, torn);
    damage(thread, 1, torn);
    assertUnreadable(catchThrowable(thread::load), thread, 3, OptionalLong.empty(), torn.problem());
    assertHistory(Kind.DAMAGED, Kind.DAMAGED, Kind.DAMAGED);
  }

  private void assertRefused(
      String what, ThrowingCallable operation, int number, long newestIntact, Damage damage) {
    Throwable failure = catchThrowable(operation);
    assertThat(failure).as(what).isNotNull();
    assertUnreadable(failure, thread, number, OptionalLong.of(newestIntact), damage.problem());
  }

  private static void assertUnreadable(
      Throwable failure,
      TieredThreadManager<Note> of,
      int number,
      OptionalLong newestIntact,
      String problem) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            UnreadableSnapshotException.class,
            unreadable -> {
              assertThat(unreadable.key()).isEqualTo(key(of, number));
              assertThat(unreadable.newestIntact()).isEqualTo(newestIntact);
              assertThat(unreadable).hasMessageContaining(key(of, number));
              assertThat(unreadable.getMessage()).containsPattern(problem);
            });
  }

  /** The thread holds what its snapshot of a number held at first. */
  private void assertContent(int number) {
    assertThat(thread.load().messages()).isEqualTo(Note.range("thread-", 0, 2 * number));
    assertThat(thread.state().loadJson().value()).contains(Integer.toString(number));
  }

  private void assertHistory(Kind... newestFirst) {
    assertThat(thread.snapshots().history(9))
        .extracting(SnapshotInfo::kind)
        .containsExactly(newestFirst);
  }

  private void assertListed(ThreadRef... threads) {
    List<ThreadRef> found = new ArrayList<>();
    String cursor = "c:";
    while (cursor != null) {
      ThreadPage page = store.namespace(namespace).list(cursor, 1);
      page.threads().forEach(entry -> found.add(entry.ref()));
      cursor = page.next().orElse(null);
    }
    assertThat(found).containsExactlyInAnyOrder(threads);
  }

  /** The keys that hold anything of a thread: not the gate. */
  private List<String> keys(TieredThreadManager<Note> of) {
    return redis.keysOf(of.ref()).stream().filter(key -> !key.endsWith(":gate")).toList();
  }

  private void damage(TieredThreadManager<Note> of, int number, Damage damage) throws IOException {
    Files.write(file(of, number), damaged(files.get(file(of, number)), damage));
  }

  private byte[] damaged(byte[] intact, Damage damage) {
    int number = files.containsKey(file(other, 4)) ? 4 : 3;
    return damage.done().to(intact, files.get(file(other, number)), files.get(file(thread, 1)));
  }

  private Map<Path, byte[]> files() throws IOException {
    Map<Path, byte[]> found = new LinkedHashMap<>();
    try (Stream<Path> all = Files.walk(folder.resolve("5"))) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        found.put(file, Files.readAllBytes(file));
      }
    }
    return found;
  }

  /** The folder's files lie below the number of segments that their keys have. */
  private Path file(TieredThreadManager<Note> of, int number) {
    return folder.resolve("5").resolve(key(of, number));
  }

  private static String key(TieredThreadManager<Note> of, int number) {
    return "threads/%s/%s/snapshots/%018d"
        .formatted(of.ref().encodedNamespace(), of.ref().encodedId(), TOP - number);
  }
}
