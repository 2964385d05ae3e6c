package dev.threadstore.it;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * What a Redis with an append-only file has on disk, of which a power cut can take the end.
 *
 * @param data the data folder of the server, which must not rewrite the file meanwhile
 */
public record AppendOnlyFile(Path data) {

  /** How long it is: what is acknowledged from now on comes after that. */
  public long length() throws IOException {
    return Files.size(increments());
  }

  /** Takes the end. The server must not run. */
  public void cut(long length) throws IOException {
    try (FileChannel file = FileChannel.open(increments(), StandardOpenOption.WRITE)) {
      file.truncate(length);
    }
  }

  private Path increments() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("appendonlydir"))) {
      return files.filter(file -> file.toString().endsWith(".incr.aof")).findAny().orElseThrow();
    }
  }
}
