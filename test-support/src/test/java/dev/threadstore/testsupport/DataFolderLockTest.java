package dev.threadstore.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderLockTest {
  @TempDir Path folder;
  private @Nullable Process server;

  @AfterEach
  void kill() {
    if (server != null) {
      server.destroyForcibly();
    }
  }

  @Test
  void acquire_heldHere_refused() throws IOException {
    try (DataFolderLock held = acquire()) {
      assertThatThrownBy(this::acquire)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(folder.toString());
      assertThat(held).isNotNull();
    }

    acquire().close();
  }

  /** Two paths to one folder. */
  @Test
  void acquire_heldByAnotherName_refused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    try (DataFolderLock held = acquire()) {
      assertThatThrownBy(() -> DataFolderLock.acquire(link, Duration.ofSeconds(1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in use");
      assertThat(held).isNotNull();
    }
  }

  @Test
  void acquire_serverStillSaving_waitsForItsEnd() throws IOException {
    Process saving = leaveServerBehind("1");

    acquire().close();

    assertThat(saving.isAlive()).isFalse();
  }

  @Test
  void acquire_serverDoesNotEnd_refused() throws IOException {
    leaveServerBehind("60");

    // The margin is added: 100 ms are left.
    assertThatThrownBy(() -> DataFolderLock.acquire(folder, Duration.ofMillis(-2900)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use");
  }

  @Test
  void acquire_otherProcessWithTheNumberOfTheServer_taken() throws IOException {
    Process other = leaveServerBehind("60");
    Files.writeString(folder.resolve("redis.server"), other.pid() + " 12345");

    acquire().close();
  }

  @Test
  void acquire_tornName_taken() throws IOException {
    Files.writeString(folder.resolve("redis.server"), "12");

    acquire().close();
  }

  private Process leaveServerBehind(String seconds) throws IOException {
    Process started = new ProcessBuilder("sleep", seconds).start();
    server = started;
    try (DataFolderLock lock = acquire()) {
      lock.holds(started.pid());
    }
    return started;
  }

  private DataFolderLock acquire() throws IOException {
    return DataFolderLock.acquire(folder, Duration.ofSeconds(10));
  }
}
