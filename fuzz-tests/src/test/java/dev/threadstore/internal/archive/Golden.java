package dev.threadstore.internal.archive;

import dev.threadstore.model.ThreadRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Objects that real writers made: the golden files of the format. */
final class Golden {
  /** The thread and number of all of them but {@code tombstone-of-nothing}. */
  static final ThreadRef REF = new ThreadRef("support-agent", "user-42");

  static final long NUMBER = 7;

  private static final Path FILES =
      Path.of("..", "thread-store", "src", "test", "resources", "golden");

  private Golden() {}

  static List<byte[]> entries() throws IOException {
    List<byte[]> entries = new ArrayList<>();
    for (String folder : List.of("v1", "future")) {
      try (Stream<Path> files = Files.list(FILES.resolve(folder))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".zst")).sorted().toList()) {
          entries.add(Files.readAllBytes(file));
        }
      }
    }
    return entries;
  }

  static byte[] segment() throws IOException {
    return Files.readAllBytes(FILES.resolve("shared-v1/segment.zst"));
  }

  static byte[] pin() throws IOException {
    return Files.readAllBytes(FILES.resolve("shared-v1/pin.zst"));
  }

  static byte[] entry(String name) throws IOException {
    return Files.readAllBytes(FILES.resolve("v1").resolve(name + ".zst"));
  }
}
