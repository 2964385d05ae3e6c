package dev.threadstore.cold.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.fuzz.Names;
import dev.threadstore.fuzz.Values.Pair;
import dev.threadstore.model.ThreadRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * H30: threads whose names a file system could take for the same stand in files of their own. In a
 * temporary folder, or below {@code -Dthreadstore.fuzz.folder}: one that ignores case, for
 * instance.
 */
class FileNamePropertiesTest {
  private Path folder;
  private FileSystemColdStore store;
  private int tries;

  @BeforeEach
  void makeFolder() throws IOException {
    String given = System.getProperty("threadstore.fuzz.folder", "");
    String prefix = "threadstore-names-";
    folder =
        given.isEmpty()
            ? Files.createTempDirectory(prefix)
            : Files.createTempDirectory(Path.of(given), prefix);
    store = FileSystemColdStore.open(folder);
  }

  @AfterEach
  void removeFolder() throws IOException {
    store.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Test
  void objects_ofThreadsWithLikeNames_areFilesOfTheirOwn() {
    // Files are slow, and what holds of two in one order holds in the other.
    Names.ALIKES
        .where(ids -> ids.first().compareTo(ids.second()) <= 0)
        .forEach(50, this::objectsAreFilesOfTheirOwn);
  }

  private void objectsAreFilesOfTheirOwn(Pair<String> ids) throws IOException {
    String namespace = "threads/n" + tries++ + "/";
    Set<String> keys =
        Stream.of(ids.first(), ids.second())
            .map(id -> namespace + new ThreadRef("n", id).encodedId() + "/pins/aa")
            .collect(Collectors.toSet());
    for (String key : keys) {
      assertThat(store.create(key, key.getBytes(UTF_8))).isEqualTo(CreateOutcome.CREATED);
    }
    for (String key : keys) {
      assertThat(store.read(key))
          .hasValueSatisfying(it -> assertThat(it).asString().isEqualTo(key));
    }
    assertThat(store.list(namespace, "", 10))
        .extracting(ColdObject::key)
        .containsExactlyInAnyOrderElementsOf(keys);
    for (Names.Form form : Names.Form.values()) {
      assertThat(files(folder.resolve("5").resolve(namespace)).stream().map(form::of).distinct())
          .as(form.name())
          .hasSameSizeAs(keys);
    }
  }

  /** All files below a folder, by their names. */
  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .toList();
    }
  }
}
