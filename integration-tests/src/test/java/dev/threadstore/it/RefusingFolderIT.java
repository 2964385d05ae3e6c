package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.Revision;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadContent;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder that is gone, or cannot be written to or read from: the hot copy stays until its
 * snapshot is safe (G4, H22), a thread that cannot be read is not one that does not exist (G9,
 * H40), and all goes on when the folder works again. By means that also bind root, who has all
 * permissions.
 */
class RefusingFolderIT {
  private static RedisServer server;
  private static RedisFixture redis;

  @TempDir private Path parent;
  private Path folder;
  private FileSystemColdStore cold;
  private ThreadStore<Note> store;
  private TieredThreadManager<Note> thread;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
    redis = RedisFixture.on(server);
  }

  @AfterAll
  static void stop() {
    redis.close();
    server.close();
  }

  @BeforeEach
  void open() {
    folder = parent.resolve("cold");
    cold = FileSystemColdStore.open(folder);
    ThreadStoreSettings settings = ThreadStoreSettings.builder().maxAttempts(2).build();
    store = redis.store().coldStore(cold).settings(settings).build();
    thread = store.thread(RedisFixture.newRef());
    thread.create();
    thread.append(Note.range("m", 0, 3));
  }

  @AfterEach
  void close() {
    store.close();
    cold.close();
  }

  /** A file stands where the folder of the thread's snapshots should be made. */
  @Test
  void flush_noFolderCanBeMade_keepsTheHotCopyUntilOneCan() throws IOException {
    ThreadContent<Note> before = thread.load();
    Path inTheWay = snapshots(thread.ref());
    Files.createDirectories(inTheWay.getParent());
    Files.createFile(inTheWay);
    assertUnavailable(thread::flush);
    assertUnavailable(thread::flush);
    assertThat(thread.load()).isEqualTo(before);
    assertThat(redis.keysOf(thread.ref()))
        .allMatch(key -> redis.commands().pttl(key) == -1, "does not expire");
    assertThat(thread.append(Note.range("m", 3, 4)).added()).hasSize(1);
    Files.delete(inTheWay);
    assertThat(thread.flush().outcome()).isEqualTo(FlushResult.Outcome.ARCHIVED);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  /** H85: the tombstone cannot be written: the thread is neither served nor given to another. */
  @Test
  void delete_noFolderCanBeMade_isCompletedWhenOneCan() throws IOException {
    Path inTheWay = snapshots(thread.ref());
    Files.createDirectories(inTheWay.getParent());
    Files.createFile(inTheWay);
    assertUnavailable(thread::delete);
    assertUnavailable(thread::load);
    assertUnavailable(thread::create);
    Files.delete(inTheWay);
    assertThatThrownBy(thread::load).isInstanceOf(ThreadNotFoundException.class);
    assertThat(thread.exists()).isFalse();
    assertThat(thread.createIfAbsent()).isTrue();
    assertThat(thread.load().messages()).isEmpty();
  }

  @Test
  void forkOfArchivedThread_noFolderCanBeMade_isNotHalfThere() throws IOException {
    thread.flush();
    ThreadRef target = RedisFixture.newRef();
    Path inTheWay = snapshots(target);
    Files.createDirectories(inTheWay.getParent());
    Files.createFile(inTheWay);
    assertUnavailable(() -> thread.fork(target));
    Files.delete(inTheWay);
    assertThat(store.thread(target).exists()).isFalse();
    thread.fork(target);
    assertThat(store.thread(target).load().messages()).isEqualTo(Note.range("m", 0, 3));
  }

  /** A folder stands where the file of the snapshot was. */
  @Test
  void anyUse_snapshotCannotBeRead_isNotAbsence() throws IOException {
    thread.append(List.of(new Note("large", "x".repeat(10_000))));
    thread.flush();
    Path snapshot = onlyFileIn(snapshots(thread.ref()));
    Path away = folder.resolve("away");
    Files.move(snapshot, away);
    Files.createDirectories(snapshot.resolve("in-the-way"));
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            thread::load,
            thread::hydrate,
            thread::exists,
            thread::create,
            thread::createIfAbsent,
            () -> thread.append(Note.range("m", 3, 4)),
            () -> thread.replaceAll(List.of(), Revision.ANY),
            () -> thread.fork(RedisFixture.newRef()))) {
      assertUnavailable(use);
    }
    Files.delete(snapshot.resolve("in-the-way"));
    Files.delete(snapshot);
    Files.move(away, snapshot);
    assertThat(thread.load().messages()).hasSize(4);
  }

  /** H30: a cold store that is not there would read as "this thread has no archive". */
  @Test
  void anyUse_folderGone_isNotAbsence() throws IOException {
    thread.flush();
    Path elsewhere = parent.resolve("elsewhere");
    Files.move(folder, elsewhere);
    for (int i = 0; i < 2; i++) {
      assertUnavailable(thread::load);
      assertUnavailable(thread::exists);
      assertUnavailable(thread::create);
      assertUnavailable(thread::hydrate);
      assertUnavailable(() -> store.thread(RedisFixture.newRef()).load());
      if (i == 0) {
        Files.createDirectory(folder); // the empty mount point of a disk that is gone
      }
    }
    Files.delete(folder);
    Files.move(elsewhere, folder);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
    assertThatThrownBy(thread::create).isInstanceOf(ThreadExistsException.class);
    assertThatThrownBy(() -> store.thread(RedisFixture.newRef()).load())
        .isInstanceOf(ThreadNotFoundException.class);
  }

  /**
   * The operating system ends a write in the middle of the file, as a full disk does. (The limit is
   * 1.5 MB, for some shells 3 MB: enough for the native library that the process unpacks.)
   */
  @Test
  void flush_writeEndsInTheMiddle_leavesNoSnapshotAndKeepsTheHotCopy() throws Exception {
    byte[] noise = new byte[4_000_000];
    new Random(1).nextBytes(noise);
    thread.append(List.of(new Note("large", new String(noise, StandardCharsets.ISO_8859_1))));
    ThreadContent<Note> before = thread.load();
    Process writer =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -f 3000 && exec \"$@\"",
                "limited",
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                LimitedWriter.class.getName(),
                server.uri().toString(),
                folder.toString(),
                thread.ref().namespace(),
                thread.ref().id())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(new String(writer.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .startsWith("ARCHIVED cold store gave no definite answer")
        .contains("File too large");
    assertThat(writer.waitFor()).isZero();
    assertThat(cold.list("threads/", "", 9)).isEmpty();
    assertThat(thread.load()).isEqualTo(before);
    assertThat(thread.flush().outcome()).isEqualTo(FlushResult.Outcome.ARCHIVED);
    assertThat(thread.load().messages()).isEqualTo(before.messages());
  }

  private static void assertUnavailable(ThrowingCallable use) {
    assertThatThrownBy(use)
        .isInstanceOfSatisfying(
            StoreUnavailableException.class, e -> assertThat(e.tier()).isEqualTo(Tier.ARCHIVED));
  }

  /** The folder's files lie below the number of segments that their keys have. */
  private Path snapshots(ThreadRef ref) {
    return folder
        .resolve("5/threads")
        .resolve(ref.encodedNamespace())
        .resolve(ref.encodedId())
        .resolve("snapshots");
  }

  private static Path onlyFileIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }
}
