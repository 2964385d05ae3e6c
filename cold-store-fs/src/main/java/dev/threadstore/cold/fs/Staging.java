package dev.threadstore.cold.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The folder in which files are written before they get their names. It lies below the root, so
 * that it is on the same file system.
 *
 * <p>A process that dies leaves its files behind. Whoever opens the store later removes those that
 * are older than {@link #LEFTOVER_AGE}; until then they cost space and nothing else.
 */
final class Staging {
  /**
   * Far longer than any write takes, so the file of a writer that is alive is not removed, and than
   * any file system keeps changes in memory, so the object that shares the file is durable by then.
   */
  static final Duration LEFTOVER_AGE = Duration.ofDays(1);

  /** The JDK copies what it writes to a buffer outside of the heap and keeps that one. */
  private static final int WRITE_SIZE = 1 << 20;

  private final Path folder;

  /** Other processes, on other machines as well, write here at the same time. */
  private final String owner = UUID.randomUUID().toString();

  private final AtomicLong count = new AtomicLong();

  Staging(Path root) {
    this.folder = root.resolve(".staging");
  }

  Path folder() {
    return folder;
  }

  /** A name in this folder that nobody uses. */
  Path newName() {
    return folder.resolve(owner + "-" + count.incrementAndGet());
  }

  /**
   * Writes a file and makes its content durable. After an exception there is no file.
   *
   * @return the file, to be given a name and then {@linkplain Files#delete deleted}
   */
  Path write(byte[] bytes) throws IOException {
    Path file = newName();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int from = 0; from < bytes.length; from += WRITE_SIZE) {
        ByteBuffer part = ByteBuffer.wrap(bytes, from, Math.min(WRITE_SIZE, bytes.length - from));
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
      channel.force(true);
      return file;
    } catch (IOException | RuntimeException | Error e) {
      discard(file, e);
      throw e;
    }
  }

  /** Removes a file after a failure, which stays the one to report. */
  static void discard(Path file, Throwable failure) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Removes what writers that died left behind.
   *
   * @param now the time by the file system's clock
   */
  void removeLeftovers(Instant now) throws IOException {
    Instant limit = now.minus(LEFTOVER_AGE);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        removeIfOlder(file, limit);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static void removeIfOlder(Path file, Instant limit) {
    try {
      if (FileFacts.of(file).changed().isBefore(limit)) {
        Files.delete(file);
      }
    } catch (IOException e) {
      // Another one removed it, or only its owner may: it is no reason not to open the store.
    }
  }
}
