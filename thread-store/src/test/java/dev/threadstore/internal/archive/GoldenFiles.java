package dev.threadstore.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes golden files: objects as they were written when their version of the format was released,
 * each with its content beside it ({@code zstd -d < name.zst} gives {@code name.jsonl}). They are
 * kept for ever and never made anew, so this refuses to overwrite; run it, by hand, after adding an
 * entry:
 *
 * <pre>
 * ./mvnw -q -pl thread-store test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * cd thread-store
 * java -cp target/test-classes:target/classes:$(cat target/cp) \
 *     dev.threadstore.internal.archive.GoldenFiles src/test/resources/golden
 * </pre>
 */
final class GoldenFiles {
  private GoldenFiles() {}

  /** What the golden files of version 1 hold, by name. */
  static Map<String, ArchiveEntry> version1() {
    return Map.of(
        "small-with-state-and-lineage", Entries.small(),
        "empty", Entries.empty(),
        "base64", Entries.base64(),
        "with-segments", Entries.withSegments(),
        "with-labels", Entries.withLabels(),
        "three-hundred-messages", Entries.threeHundred(),
        "tombstone", Entries.tombstone(),
        "tombstone-of-nothing", Entries.tombstoneOfNothing());
  }

  public static void main(String[] args) throws IOException {
    Path golden = Path.of(args[0]);
    Path v1 = Files.createDirectories(golden.resolve("v1"));
    for (Map.Entry<String, ArchiveEntry> file : version1().entrySet()) {
      byte[] object = SnapshotWriter.write(file.getValue());
      create(v1.resolve(file.getKey() + ".zst"), object);
      create(v1.resolve(file.getKey() + ".jsonl"), Objects.content(object));
    }
    Path shared = Files.createDirectories(golden.resolve("shared-v1"));
    create(shared.resolve("segment.zst"), SegmentObject.write(Entries.REF, 80, Entries.segment()));
    create(shared.resolve("pin.zst"), PinObject.write(Entries.REF, 7));
    Path future = Files.createDirectories(golden.resolve("future"));
    create(future.resolve("version-2.zst"), future(2));
  }

  /** Of a later version only the beginning is known. */
  private static byte[] future(int version) {
    return Objects.withLine(
        "threadstore-snapshot " + version + " whatever a later release needs to say here\n",
        Zstd.compress("and here\n".getBytes(UTF_8)));
  }

  private static void create(Path file, byte[] bytes) throws IOException {
    if (!Files.exists(file)) {
      Files.write(file, bytes, CREATE_NEW);
      System.out.println("made " + file);
    }
  }
}
