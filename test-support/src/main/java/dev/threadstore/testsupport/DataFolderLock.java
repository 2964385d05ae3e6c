package dev.threadstore.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two servers from writing to one data folder, which would ruin it and which Redis itself
 * does not prevent. The lock of a JVM that was killed is free at once, while its server may still
 * be saving; so the file that is locked names the server, and the next one waits for its end.
 */
final class DataFolderLock implements AutoCloseable {
  /** Longer than the guard gives a server to save. */
  private static final Duration SAVE_TIME = Duration.ofSeconds(15);

  private final FileChannel file;

  private DataFolderLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the lock.
   *
   * @throws IllegalStateException if the folder is in use
   */
  static DataFolderLock acquire(Path folder) throws IOException {
    Path path = folder.resolve("redis.lock");
    FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (file.tryLock() == null) {
        throw inUse(folder, null);
      }
      awaitEndOf(Files.readString(path, StandardCharsets.US_ASCII), folder);
      return new DataFolderLock(file);
    } catch (OverlappingFileLockException e) {
      file.close();
      throw inUse(folder, e);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Notes which server uses the folder now. */
  void holds(long pid) {
    try {
      file.truncate(0);
      file.write(ByteBuffer.wrap(identity(pid).getBytes(StandardCharsets.US_ASCII)), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static void awaitEndOf(String identity, Path folder) {
    Optional<ProcessHandle> server =
        ProcessHandle.allProcesses()
            .filter(process -> identity(process.pid()).equals(identity))
            .findAny();
    if (server.isEmpty()) {
      return;
    }
    try {
      server.get().onExit().get(SAVE_TIME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw inUse(folder, e);
    } catch (ExecutionException | TimeoutException e) {
      throw inUse(folder, e);
    }
  }

  /** The start time tells a process from a later one with the same number. */
  private static String identity(long pid) {
    Optional<Instant> start =
        ProcessHandle.of(pid).flatMap(process -> process.info().startInstant());
    return pid + " " + start.map(Instant::toEpochMilli).orElse(0L);
  }

  private static IllegalStateException inUse(Path folder, @Nullable Exception cause) {
    return new IllegalStateException("data folder is in use: folder=`" + folder + "`", cause);
  }
}
