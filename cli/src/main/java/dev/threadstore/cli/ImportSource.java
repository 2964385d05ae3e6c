package dev.threadstore.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file to import, which can be read more than once; {@code -} is standard input. */
final class ImportSource implements AutoCloseable {
  private final String name;
  private final Path file;
  private final boolean temporary;

  private ImportSource(String name, Path file, boolean temporary) {
    this.name = name;
    this.file = file;
    this.temporary = temporary;
  }

  /**
   * Finds a file. Standard input is copied to a temporary one.
   *
   * @throws CommandFailure if it cannot be read
   */
  static ImportSource of(String name, Invocation invocation) {
    try {
      if (name.equals("-")) {
        Path copy = Files.createTempFile("threadctl-", ".jsonl");
        copy.toFile().deleteOnExit();
        Files.copy(invocation.terminal().in(), copy, StandardCopyOption.REPLACE_EXISTING);
        return new ImportSource("standard input", copy, true);
      }
      Path file = invocation.path(name);
      if (Files.isDirectory(file)) {
        throw CommandFailure.usage(
            "a folder, not a file: file=`" + name + "`", "give it as " + name + "/*.jsonl");
      }
      Files.newInputStream(file).close();
      return new ImportSource(name, file, false);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "cannot read: file=`%s` problem=`%s`".formatted(name, e.getClass().getSimpleName()),
          "give the path of a JSONL file, or - for standard input",
          e);
    }
  }

  String name() {
    return name;
  }

  long size() throws IOException {
    return Files.size(file);
  }

  InputStream open() throws IOException {
    return Files.newInputStream(file);
  }

  @Override
  public void close() throws IOException {
    if (temporary) {
      Files.deleteIfExists(file);
    }
  }
}
