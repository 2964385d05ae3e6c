package dev.threadstore.cold.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.cold.fs.StoreRoot.WhenMissing;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hard link may answer, and what it means (H101). */
class LinkAnswerTest {
  private static final byte[] MINE = {1};
  private static final byte[] OTHER = {2};

  private interface Link {
    void make(Path name, Path file) throws IOException;
  }

  @TempDir Path root;
  private Link link = Files::createLink;
  private FileSystemColdStore store;

  @BeforeEach
  void open() {
    store = FileSystemColdStore.open(root, WhenMissing.CREATE, new ScriptedDisk());
  }

  @Test
  void create_linkMadeAndAnswerLost_created() {
    link =
        (name, file) -> {
          Files.createLink(name, file);
          throw new FileSystemException(name.toString(), null, "timed out");
        };

    assertThat(store.create("a", MINE)).isEqualTo(CreateOutcome.CREATED);
    assertThat(store.read("a")).hasValue(MINE);
  }

  @Test
  void create_linkMadeAndAskedTwice_created() {
    link =
        (name, file) -> {
          Files.createLink(name, file);
          Files.createLink(name, file);
        };

    assertThat(store.create("a", MINE)).isEqualTo(CreateOutcome.CREATED);
    assertThat(store.create("b/c", MINE)).isEqualTo(CreateOutcome.CREATED);
  }

  @Test
  void create_answerLostAndNameIsAnothers_existsOrFails() {
    FileSystemColdStore.open(root).create("a", OTHER);
    link =
        (name, file) -> {
          throw new FileSystemException(name.toString(), null, "timed out");
        };

    assertThatThrownBy(() -> store.create("a", MINE)).isInstanceOf(ColdStoreException.class);

    assertThat(store.read("a")).hasValue(OTHER);
  }

  @Test
  void create_linkFails_failsAndLeavesNothing() {
    link =
        (name, file) -> {
          throw new FileSystemException(name.toString(), null, "no space left on device");
        };

    assertThatThrownBy(() -> store.create("a", MINE)).isInstanceOf(ColdStoreException.class);

    assertThat(store.read("a")).isEmpty();
    assertThat(root.resolve(".staging")).isEmptyDirectory();
  }

  @Test
  void create_folderRemovedBeforeLink_createdAgain() {
    int[] removed = {0};
    link =
        (name, file) -> {
          if (removed[0]++ < 5) {
            Files.delete(name.getParent());
          }
          Files.createLink(name, file);
        };

    assertThat(store.create("a/b", MINE)).isEqualTo(CreateOutcome.CREATED);
    assertThat(removed[0]).isEqualTo(6);
    assertThat(store.read("a/b")).hasValue(MINE);
  }

  @Test
  void create_folderRemovedEveryTime_failsInTheEnd() {
    link =
        (name, file) -> {
          throw new NoSuchFileException(name.toString());
        };

    assertThatThrownBy(() -> store.create("a/b", MINE)).isInstanceOf(ColdStoreException.class);
  }

  /** It goes on to be visible, and nobody has made it durable: the second name says so. */
  @Test
  void create_rootGoneAfterLink_failsAndKeepsSecondName() throws IOException {
    link =
        (name, file) -> {
          Files.createLink(name, file);
          Files.move(Marker.fileIn(root), root.resolve("away"));
        };

    assertThatThrownBy(() -> store.create("a", MINE)).isInstanceOf(ColdStoreException.class);

    assertThat(FileFacts.of(root.resolve("1/a")).links()).isEqualTo(2);
  }

  @Test
  void open_noHardLinks_refused() {
    link =
        (name, file) -> {
          throw new FileSystemException(name.toString(), null, "Operation not permitted");
        };

    assertThatThrownBy(this::open)
        .isInstanceOf(ColdStoreException.class)
        .hasMessageContaining("no hard links")
        .hasMessageContaining(root.toString());
    assertThat(root.resolve(".staging")).isEmptyDirectory();
  }

  @Test
  void open_linksReplaceFiles_refused() {
    link =
        (name, file) -> {
          Files.deleteIfExists(name);
          Files.createLink(name, file);
        };

    assertThatThrownBy(this::open)
        .isInstanceOf(ColdStoreException.class)
        .hasMessageContaining("replaces");
  }

  @Test
  void open_markerCreatedByAnotherMeanwhile_thatOneCounts() throws IOException {
    Path other = root.resolve("other");
    Files.createDirectory(other);
    link =
        (name, file) -> {
          if (name.equals(Marker.fileIn(other))) {
            FileSystemColdStore.open(other).create("a", OTHER);
            throw new FileAlreadyExistsException(name.toString());
          }
          Files.createLink(name, file);
        };

    FileSystemColdStore late =
        FileSystemColdStore.open(other, WhenMissing.CREATE, new ScriptedDisk());

    assertThat(late.read("a")).hasValue(OTHER);
    late.delete(List.of("a"));
    assertThat(late.read("a")).isEmpty();
  }

  private final class ScriptedDisk extends Disk {
    @Override
    void link(Path name, Path file) throws IOException {
      link.make(name, file);
    }
  }
}
