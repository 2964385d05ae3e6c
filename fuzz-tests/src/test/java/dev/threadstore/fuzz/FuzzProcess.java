package dev.threadstore.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What Jazzer runs in a JVM of its own: it calls {@code fuzzerTestOneInput} with whatever reached
 * new code before.
 */
public final class FuzzProcess {
  private static final String READER = "threadstore.fuzz.reader";

  private static final Target TARGET =
      Reader.valueOf(System.getProperty(READER, Reader.SNAPSHOT.name())).target();

  private FuzzProcess() {}

  /** Found by Jazzer by its name. Bounded by heap and time limit: loading a class costs, too. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    TARGET.read(input);
  }

  /** The arguments that choose a reader for this class. */
  static List<String> arguments(Reader reader) {
    return List.of("-D" + READER + "=" + reader.name(), "-Xmx512m");
  }

  /** Writes the inputs with which Jazzer begins. */
  static void writeSeeds(Reader reader, Path folder) throws Exception {
    List<byte[]> seeds = reader.target().seeds();
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(folder.resolve("seed-" + i), seeds.get(i));
    }
  }
}
