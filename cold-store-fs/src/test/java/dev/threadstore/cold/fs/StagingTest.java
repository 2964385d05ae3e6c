package dev.threadstore.cold.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStoreException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
  private static final byte[] BYTES = {1};

  @TempDir Path root;
  private FileSystemColdStore store;
  private Staging staging;

  @BeforeEach
  void open() {
    store = FileSystemColdStore.open(root);
    staging = new Staging(root);
  }

  @Test
  void removeLeftovers_anyAge_onlyOldOnesGo() throws IOException {
    Path left = staging.write(BYTES);
    Instant written = FileFacts.of(left).changed();

    staging.removeLeftovers(written.plus(Staging.LEFTOVER_AGE));
    assertThat(left).exists();

    staging.removeLeftovers(written.plus(Staging.LEFTOVER_AGE).plusNanos(1));
    assertThat(left).doesNotExist();
  }

  @Test
  void open_youngLeftovers_left() throws IOException {
    Path left = staging.write(BYTES);

    FileSystemColdStore.open(root);

    assertThat(left).exists();
  }

  @Test
  void removeLeftovers_objectWithSecondName_objectStays() throws IOException {
    Path left = staging.write(BYTES);
    Files.createDirectory(root.resolve("1"));
    Files.createLink(root.resolve("1/a"), left);

    staging.removeLeftovers(Instant.now().plus(Duration.ofDays(2)));

    assertThat(left).doesNotExist();
    assertThat(store.read("a")).hasValue(BYTES);
  }

  @Test
  void write_largerThanOnePart_whole() throws IOException {
    byte[] bytes = new byte[(5 << 20) + 17];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i ^ i >> 11);
    }

    assertThat(Files.readAllBytes(staging.write(bytes))).isEqualTo(bytes);
  }

  @Test
  void create_interruptedThread_failsWithFlagAndLeavesNothing() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> store.create("a", BYTES))
          .isInstanceOf(ColdStoreException.class)
          .hasCauseInstanceOf(ClosedByInterruptException.class);
    } finally {
      assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
    }

    assertThat(root.resolve(".staging")).isEmptyDirectory();
    assertThat(store.read("a")).isEmpty();
    store.create("a", BYTES);
  }

  /** A writer that was stopped for long must not bring forth an object that is old at birth. */
  @Test
  void list_objectStagedLongBefore_ageCountsFromItsNaming() throws Exception {
    Path staged = staging.write(BYTES);
    Files.setLastModifiedTime(staged, FileTime.from(Instant.now().minus(Duration.ofDays(30))));
    Files.createDirectory(root.resolve("1"));
    Files.createLink(root.resolve("1/a"), staged);

    assertThat(store.list("", "", 1).get(0).age()).isLessThan(Duration.ofHours(1));
  }
}
