package dev.threadstore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir private Path parent;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(InputStream.nullInputStream(), OutputStream.nullOutputStream(), err, false);
  private Path folder;

  @BeforeEach
  void choose() {
    folder = parent.resolve("data");
  }

  private DataFolder take(String command, Duration patience) {
    return DataFolder.take(folder, command, patience, terminal);
  }

  @Test
  void take_freeFolder_saysWhoHasIt() throws Exception {
    try (DataFolder taken = take("import", Duration.ZERO)) {
      assertThat(folder.resolve("lock"))
          .hasContent("threadctl import (pid " + ProcessHandle.current().pid() + ")");
      assertThat(taken.redis()).isEqualTo(folder.resolve("redis"));
    }
    assertThat(folder.resolve("lock")).isEmptyFile();
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void take_heldFolder_failsAndSaysWhoHoldsIt() throws Exception {
    try (DataFolder first = take("import", Duration.ZERO)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> take("list", Duration.ofMillis(100)))
          .isInstanceOfSatisfying(
              CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.LOCKED))
          .hasMessageContaining("threadctl import (pid ");
    }
    assertThat(err.toString(UTF_8)).startsWith("waiting for threadctl import (pid ");
  }

  @Test
  void take_folderThatIsGivenBackInTime_waitsForIt() throws Exception {
    DataFolder first = take("import", Duration.ZERO);
    CompletableFuture<DataFolder> second =
        CompletableFuture.supplyAsync(() -> take("list", Duration.ofSeconds(30)));
    Awaitility.await().until(() -> err.toString(UTF_8).contains("waiting for"));
    assertThat(second).isNotDone();
    first.close();
    second.get(10, TimeUnit.SECONDS).close();
  }

  @Test
  void take_pathThatIsAFile_isAnError() throws Exception {
    Files.writeString(folder, "in the way");
    assertThatThrownBy(() -> take("list", Duration.ZERO))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("cannot use the data folder");
  }
}
