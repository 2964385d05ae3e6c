package dev.threadstore.cold.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that went away is never taken for an empty one (G9, H30). */
class RootGoneTest {
  private static final byte[] BYTES = {1};

  @TempDir Path folder;
  private Path root;
  private Path away;
  private FileSystemColdStore store;

  @BeforeEach
  void open() {
    root = folder.resolve("store");
    away = folder.resolve("away");
    store = FileSystemColdStore.open(root);
    store.create("a/b", BYTES);
  }

  @Test
  void anyCall_rootMissing_fails() throws IOException {
    Files.move(root, away);

    assertEveryCallFails();
    assertThat(root).as("not created again").doesNotExist();
  }

  @Test
  void anyCall_rootEmpty_fails() throws IOException {
    Files.move(root, away);
    Files.createDirectory(root);

    assertEveryCallFails();
    assertThat(root).as("an unmounted disk's mount point").isEmptyDirectory();
  }

  @Test
  void anyCall_rootOfAnotherStore_fails() throws IOException {
    Files.move(root, away);
    FileSystemColdStore.open(root).create("x/y", BYTES);

    assertEveryCallFails();
    assertThat(FileSystemColdStore.open(root).read("x/y")).hasValue(BYTES);
  }

  @Test
  void anyCall_rootBack_worksAgain() throws IOException {
    Files.move(root, away);
    assertFails(() -> store.read("a/b"));

    Files.move(away, root);

    assertThat(store.read("a/b")).hasValue(BYTES);
    assertThat(store.read("a/c")).isEmpty();
    assertThat(store.list("", "", 10)).hasSize(1);
  }

  @Test
  void delete_rootGoesMeanwhile_fails() {
    Disk unmounting =
        new Disk() {
          @Override
          void removeFolder(Path removed) throws IOException {
            Files.move(root, away);
            super.removeFolder(removed);
          }
        };
    FileSystemColdStore deleting =
        FileSystemColdStore.open(root, StoreRoot.WhenMissing.REFUSE, unmounting);

    assertFails(() -> deleting.delete(List.of("a/b")));
  }

  @Test
  void delete_oneFails_othersDeletedAndFailureTold() throws IOException {
    Files.createDirectories(root.resolve("2/a/folder/with/files"));
    store.create("z", BYTES);

    assertFails(() -> store.delete(List.of("a/folder", "a/b", "z")));

    assertThat(store.read("a/b")).isEmpty();
    assertThat(store.read("z")).isEmpty();
    assertThat(root.resolve("1")).as("emptied folder").doesNotExist();
  }

  /** Damage below the root: not absent either. */
  @Test
  void read_folderIsAFile_fails() throws IOException {
    Files.createFile(root.resolve("2/f"));

    assertFails(() -> store.read("f/g"));
    assertFails(() -> store.list("f/", "", 10));
    assertFails(() -> store.create("f/g", BYTES));
    assertFails(() -> store.delete(List.of("f/g")));
  }

  @Test
  void read_objectIsAFolder_fails() throws IOException {
    Files.createDirectory(root.resolve("2/a/folder"));

    assertFails(() -> store.read("a/folder"));
    assertFails(() -> store.list("a/", "", 10));
  }

  private void assertEveryCallFails() {
    assertFails(() -> store.read("a/b"));
    assertFails(() -> store.list("", "", 10));
    assertFails(() -> store.list("a/", "", 10));
    assertFails(() -> store.list("a/", "a/b", 10));
    assertFails(() -> store.create("a/c", BYTES));
    assertFails(() -> store.delete(List.of("a/b")));
    assertFails(() -> store.delete(List.of("x/y")));
  }

  private static void assertFails(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(ColdStoreException.class);
  }
}
