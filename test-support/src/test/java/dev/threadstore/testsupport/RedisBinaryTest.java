package dev.threadstore.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBinaryTest {
  private final RedisBinary binary = RedisBinary.of(RedisVersion.V7_0);

  @TempDir Path folder;

  @Test
  void extractTo_again_sameFileKept() throws Exception {
    Path first = binary.extractTo(folder);
    Object key = Files.getAttribute(first, "unix:ino");

    assertThat(binary.extractTo(folder)).isEqualTo(first);

    assertThat(Files.getAttribute(first, "unix:ino")).isEqualTo(key);
    assertThat(first).isExecutable();
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void extractTo_damagedFile_replaced() throws Exception {
    Path program = binary.extractTo(folder);
    Files.writeString(program, "something else");

    binary.extractTo(folder);

    assertThat(Files.size(program)).isGreaterThan(1_000_000);
    assertThat(program).isExecutable();
  }

  @Test
  void extractTo_racing_allGetAWholeOne() throws Exception {
    var programs = InParallel.all(4, racer -> binary.extractTo(folder));

    assertThat(new HashSet<>(programs)).hasSize(1);
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void extractTo_otherThanExpected_refused() {
    RedisBinary other = new RedisBinary(binary.resource(), "0".repeat(64));

    assertThatThrownBy(() -> other.extractTo(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(binary.resource());
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void extractTo_notOnClassPath_refused() {
    RedisBinary missing = new RedisBinary("no-such-server", "");

    assertThatThrownBy(() -> missing.extractTo(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("class path");
  }

  @Test
  void privateFolder_othersCanWrite_notUsed() throws Exception {
    Path shared = folder.resolve("shared");
    assertThat(PrivateFolder.open(shared)).isEqualTo(shared);
    assertThat(PrivateFolder.open(shared)).as("again").isEqualTo(shared);

    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path instead = PrivateFolder.open(shared);
    assertThat(instead).isNotEqualTo(shared).isDirectory();
    Files.delete(instead);
  }

  @Test
  void privateFolder_symbolicLink_notUsed() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);

    Path instead = PrivateFolder.open(link);

    assertThat(instead).isNotEqualTo(link);
    Files.delete(instead);
  }
}
