package dev.threadstore.cold.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.cold.fs.StoreRoot.WhenMissing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was answered survives a power cut at that moment (H101). */
class DurabilityTest {
  private static final byte[] BYTES = {1, 2, 3};

  @TempDir Path folder;
  private Path root;
  private final PowerCutDisk disk = new PowerCutDisk();
  private FileSystemColdStore store;

  @BeforeEach
  void open() {
    root = folder.resolve("store");
    store = FileSystemColdStore.open(root, WhenMissing.CREATE, disk);
  }

  @Test
  void open_newRoot_survives() {
    assertThat(disk.survives(Marker.fileIn(root))).isTrue();
  }

  @Test
  void create_answeredCreated_survives() {
    assertThat(store.create("a/b/c", BYTES)).isEqualTo(CreateOutcome.CREATED);

    assertThat(disk.survives(root.resolve("3/a/b/c"))).isTrue();
  }

  @Test
  void create_answeredExistsWhileCreatorIsStopped_survives() {
    createAndStopBeforeSync("a/b/c");
    assertThat(disk.survives(root.resolve("3/a/b/c"))).isFalse();

    assertThat(store.create("a/b/c", BYTES)).isEqualTo(CreateOutcome.EXISTS);

    assertThat(disk.survives(root.resolve("3/a/b/c"))).isTrue();
  }

  @Test
  void create_inFoldersOfAStoppedCreator_survives() {
    createAndStopBeforeSync("a/b/c");

    assertThat(store.create("a/b/d", BYTES)).isEqualTo(CreateOutcome.CREATED);
    assertThat(store.create("a/x/y", BYTES)).isEqualTo(CreateOutcome.CREATED);

    assertThat(disk.survives(root.resolve("3/a/b/d"))).isTrue();
    assertThat(disk.survives(root.resolve("3/a/x/y"))).isTrue();
  }

  /**
   * A flush that died may have its snapshot read and adopted; the hot copy goes because of that.
   */
  @Test
  void read_whileCreatorIsStopped_survives() {
    createAndStopBeforeSync("a/b/c");

    assertThat(store.read("a/b/c")).hasValue(BYTES);

    assertThat(disk.survives(root.resolve("3/a/b/c"))).isTrue();
  }

  @Test
  void create_done_onlyOneNameLeft() throws IOException {
    store.create("a", BYTES);
    store.create("a", BYTES);

    assertThat(FileFacts.of(root.resolve("1/a")).links()).isEqualTo(1);
    assertThat(root.resolve(".staging")).isEmptyDirectory();
  }

  @Test
  void delete_lastObject_emptyFoldersGoDurably() {
    store.create("a/b/c", BYTES);
    store.create("a/d/e", BYTES);

    store.delete(List.of("a/b/c"));

    assertThat(root.resolve("3/a/b")).doesNotExist();
    assertThat(root.resolve("3/a/d/e")).exists();
    assertThat(disk.survives(root.resolve("3/a/b"))).isTrue();

    store.delete(List.of("a/d/e"));

    assertThat(root.resolve("3")).doesNotExist();
    assertThat(disk.survives(root.resolve("3"))).isTrue();
    assertThat(root).exists();
  }

  @Test
  void delete_absentBecauseAnotherIsStoppedInDelete_survives() {
    store.create("a/b/c", BYTES);
    store.create("a/x", BYTES);
    FileSystemColdStore stoppedInDelete =
        FileSystemColdStore.open(root, WhenMissing.REFUSE, stoppingIn(root.resolve("3")));
    store.create("z/z/z", BYTES);
    assertThatThrownBy(() -> stoppedInDelete.delete(List.of("a/b/c")))
        .isInstanceOf(ColdStoreException.class);
    assertThat(disk.survives(root.resolve("3/a"))).isFalse();

    store.delete(List.of("a/b/c"));

    assertThat(disk.survives(root.resolve("3/a"))).isTrue();
  }

  /** A creator that is stopped, or dies, when it is about to make its object durable. */
  private void createAndStopBeforeSync(String key) {
    Path object = new Layout(root).fileOf(key);
    FileSystemColdStore stopping =
        FileSystemColdStore.open(root, WhenMissing.REFUSE, stoppingIn(object.getParent()));
    assertThatThrownBy(() -> stopping.create(key, BYTES))
        .isInstanceOf(ColdStoreException.class)
        .hasRootCauseMessage("stopped");
    assertThat(object).exists();
  }

  /** Fails where a real process would stop for good: nothing is synced from there on. */
  private Disk stoppingIn(Path unsynced) {
    return new Disk() {
      @Override
      void createFolder(Path folder) throws IOException {
        disk.createFolder(folder);
      }

      @Override
      void removeFolder(Path folder) throws IOException {
        disk.removeFolder(folder);
      }

      @Override
      void link(Path name, Path file) throws IOException {
        disk.link(name, file);
      }

      @Override
      void sync(Path folder) throws IOException {
        if (folder.equals(unsynced)) {
          throw new IOException("stopped");
        }
        disk.sync(folder);
      }
    };
  }
}
