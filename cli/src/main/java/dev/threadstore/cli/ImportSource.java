package dev.threadstore.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file to import, which can be read more than once. What can be read only once, standard input
 * ({@code -}) or a pipe, is copied to a temporary file first.
 *
 * @param name what the user calls it
 * @param file where to read it
 */
record ImportSource(String name, Path file) {

  /**
   * Finds a file.
   *
   * @throws CommandFailure if it cannot be read
   */
  static ImportSource of(String name, Invocation invocation) {
    try {
      if (name.equals("-")) {
        return new ImportSource("standard input", copy(invocation.terminal().in()));
      }
      Path file = invocation.path(name);
      if (Files.isDirectory(file)) {
        throw CommandFailure.usage(
            "a folder, not a file: file=`" + name + "`", "give it as " + name + "/*.jsonl");
      }
      try (InputStream stream = Files.newInputStream(file)) {
        return new ImportSource(name, Files.isRegularFile(file) ? file : copy(stream));
      }
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "cannot read: file=`%s` problem=`%s`".formatted(name, e.getClass().getSimpleName()),
          "give the path of a JSONL file, or - for standard input",
          e);
    }
  }

  private static Path copy(InputStream stream) throws IOException {
    Path copy = Files.createTempFile("threadctl-", ".jsonl");
    copy.toFile().deleteOnExit();
    Files.copy(stream, copy, StandardCopyOption.REPLACE_EXISTING);
    return copy;
  }

  long size() throws IOException {
    return Files.size(file);
  }

  InputStream open() throws IOException {
    return Files.newInputStream(file);
  }
}
