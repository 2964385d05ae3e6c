package dev.threadstore.cold.fs;

import dev.threadstore.cold.CreateOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A process of its own that creates objects, for {@link ManyProcessesTest}. Each object is one
 * byte, the writer's number, many times. Prints the key of each object that it was told it had
 * created.
 */
final class WriterProcess {
  private WriterProcess() {}

  /**
   * Runs a writer.
   *
   * @param args the root, the writer's number, the first and the last key's number, the objects'
   *     size
   */
  public static void main(String[] args) {
    try (FileSystemColdStore store = FileSystemColdStore.open(Path.of(args[0]))) {
      byte[] bytes = new byte[Integer.parseInt(args[4])];
      Arrays.fill(bytes, Byte.parseByte(args[1]));
      for (int i = Integer.parseInt(args[2]); i <= Integer.parseInt(args[3]); i++) {
        String key = key(i);
        if (store.create(key, bytes) == CreateOutcome.CREATED) {
          System.out.println(key);
          System.out.flush();
        }
      }
    }
  }

  static String key(int number) {
    return "ns/thread-" + number / 3 + "/snapshots/" + number;
  }

  static Process start(Path root, int writer, int firstKey, int lastKey, int size)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(WriterProcess.class.getName(), root.toString()));
    command.addAll(List.of("" + writer, "" + firstKey, "" + lastKey, "" + size));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
