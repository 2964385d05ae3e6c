package dev.threadstore.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was once written is read for ever (H32), and is still written the same. Compressed bytes are
 * not compared: they may change with the version of zstd, and the checksum with them.
 */
class GoldenFilesTest {

  static Stream<Arguments> version1() {
    return GoldenFiles.version1().entrySet().stream()
        .map(file -> Arguments.of(file.getKey(), file.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("version1")
  void read_goldenFile_givesItsEntry(String name, ArchiveEntry entry) throws Exception {
    Position position = entry.position();
    ArchiveEntry read =
        SnapshotReader.read(position.ref(), position.number(), golden("v1/" + name + ".zst"));

    assertThat(Entries.comparable(read)).isEqualTo(Entries.comparable(entry));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("version1")
  void write_entryOfGoldenFile_givesItsContentAndLine(String name, ArchiveEntry entry)
      throws Exception {
    byte[] written = SnapshotWriter.write(entry);
    byte[] content = golden("v1/" + name + ".jsonl");

    assertThat(new String(Objects.content(written), UTF_8)).isEqualTo(new String(content, UTF_8));
    assertThat(withoutChecksum(written))
        .isEqualTo(withoutChecksum(golden("v1/" + name + ".zst")))
        .isEqualTo("threadstore-snapshot 1 " + content.length);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("version1")
  void goldenFile_decompressed_isTheFileBesideIt(String name, ArchiveEntry entry) throws Exception {
    assertThat(Objects.content(golden("v1/" + name + ".zst")))
        .isEqualTo(golden("v1/" + name + ".jsonl"));
  }

  @Test
  void goldenFiles_inTheFolder_areAllTested() throws Exception {
    try (Stream<Path> files = Files.list(Path.of(resource("v1").toURI()))) {
      List<String> expected =
          GoldenFiles.version1().keySet().stream()
              .flatMap(name -> Stream.of(name + ".zst", name + ".jsonl"))
              .toList();
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void read_futureVersion_isRefusedWithFoundAndSupported() throws Exception {
    byte[] object = golden("future/version-2.zst");

    assertThatExceptionOfType(UnreadableObjectException.class)
        .isThrownBy(() -> SnapshotReader.read(Entries.REF, Entries.NUMBER, object))
        .satisfies(
            e ->
                assertThat(e.problem())
                    .isEqualTo("format version is not supported: found=`2` supported=`1`"));
  }

  private static String withoutChecksum(byte[] object) {
    String line = Objects.line(object);
    return line.substring(0, line.lastIndexOf(' '));
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = resource(name).openStream()) {
      return in.readAllBytes();
    }
  }

  private static URL resource(String name) {
    return java.util.Objects.requireNonNull(
        GoldenFilesTest.class.getResource("/golden/" + name), name);
  }
}
