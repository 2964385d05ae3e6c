package dev.threadstore.cold.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much a listing looks at, and what it passes over. */
class ListingTest {
  private static final byte[] BYTES = {1};

  @TempDir Path root;
  private FileSystemColdStore store;

  @BeforeEach
  void open() {
    store = FileSystemColdStore.open(root);
    for (String key : List.of("b/b/a", "b/b/b", "b/b/c", "b/c/a")) {
      store.create(key, BYTES);
    }
  }

  /** A file in the place of a folder fails whoever enters it. */
  @Test
  void list_prefixAfterAndLimit_entersOnlyWhatMatters() throws IOException {
    Files.createFile(root.resolve("3/a"));
    Files.createFile(root.resolve("3/b/a"));
    Files.createFile(root.resolve("3/b/d"));
    Files.createFile(root.resolve("3/c"));

    assertThat(keys("b/b/", "", 10)).containsExactly("b/b/a", "b/b/b", "b/b/c");
    assertThat(keys("b/b", "", 10)).containsExactly("b/b/a", "b/b/b", "b/b/c");
    assertThat(keys("", "b/b/b", 1)).containsExactly("b/b/c");
    assertThat(keys("b/", "b/b/b", 2)).containsExactly("b/b/c", "b/c/a");
    assertThatThrownBy(() -> keys("", "", 1)).isInstanceOf(ColdStoreException.class);
    assertThatThrownBy(() -> keys("b/", "b/b/c", 2)).isInstanceOf(ColdStoreException.class);
  }

  @Test
  void list_foreignFiles_passedOver() throws IOException {
    for (String name : List.of(".nfs000000000000b18200000001", "Thumbs.db", "c~", "+", "+.", "é")) {
      Files.createFile(root.resolve("3/b/b/" + name));
    }
    Files.createDirectory(root.resolve("3/b/.snapshot"));
    Files.createDirectory(root.resolve("lost+found"));
    Files.createDirectory(root.resolve("03"));

    assertThat(keys("", "", 10)).containsExactly("b/b/a", "b/b/b", "b/b/c", "b/c/a");
  }

  @Test
  void list_prefixThatIsNoPath_empty() {
    for (String prefix : List.of("/", "//", "b//", "/b/", "b/b//", "\0/", "b/\0/", "B/", "./b/")) {
      assertThat(keys(prefix, "", 10)).as(prefix).isEmpty();
    }
  }

  /** Two segments, one name: neither may hide the other. */
  @Test
  void create_leadingDot_writtenAsPlus() {
    store.create(".hidden/.x", BYTES);

    assertThat(root.resolve("2/+hidden/+x")).isRegularFile();
    assertThat(keys(".hidden/", "", 10)).containsExactly(".hidden/.x");
  }

  private List<String> keys(String prefix, String after, int limit) {
    return store.list(prefix, after, limit).stream().map(ColdObject::key).toList();
  }
}
