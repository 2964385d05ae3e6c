package dev.threadstore.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two servers from writing to one data folder, which would ruin it and which Redis itself
 * does not prevent.
 *
 * <p>Three things do it together. A file is locked against other JVMs. That lock of a JVM which was
 * killed is free at once, while its server may still be saving; so a second file names the server,
 * and the next one waits for its end. And within a JVM a set does it, because a process that opens
 * a file that it has locked, and closes it again, loses the lock (so says POSIX); for the same
 * reason there are two files.
 */
final class DataFolderLock implements AutoCloseable {
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  /** What the guard and the operating system may need on top of the server. */
  private static final Duration MARGIN = Duration.ofSeconds(3);

  private final Path folder;
  private final FileChannel file;

  private DataFolderLock(Path folder, FileChannel file) {
    this.folder = folder;
    this.file = file;
  }

  /**
   * Takes the lock.
   *
   * @param endTime how long a server whose JVM has gone may take to end
   * @throws IllegalStateException if the folder is in use
   */
  static DataFolderLock acquire(Path dataFolder, Duration endTime) throws IOException {
    Path folder = dataFolder.toRealPath();
    if (!HELD_HERE.add(folder)) {
      throw inUse(folder, null);
    }
    try {
      return new DataFolderLock(folder, lock(folder, endTime));
    } catch (IOException | RuntimeException e) {
      HELD_HERE.remove(folder);
      throw e;
    }
  }

  private static FileChannel lock(Path folder, Duration endTime) throws IOException {
    FileChannel file =
        FileChannel.open(
            folder.resolve("redis.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (file.tryLock() == null) {
        throw inUse(folder, null);
      }
      awaitEndOfLastServer(folder, endTime.plus(MARGIN));
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Notes which server uses the folder now. */
  void holds(long pid) {
    try {
      Files.writeString(serverFile(folder), identity(pid), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      file.close();
    } finally {
      HELD_HERE.remove(folder);
    }
  }

  private static void awaitEndOfLastServer(Path folder, Duration atMost) throws IOException {
    String identity;
    try {
      identity = Files.readString(serverFile(folder), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return;
    }
    Optional<ProcessHandle> server =
        ProcessHandle.allProcesses()
            .filter(process -> identity(process.pid()).equals(identity))
            .findAny();
    if (server.isEmpty()) {
      return;
    }
    try {
      server.get().onExit().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
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

  private static Path serverFile(Path folder) {
    return folder.resolve("redis.server");
  }

  private static IllegalStateException inUse(Path folder, @Nullable Exception cause) {
    return new IllegalStateException("data folder is in use: folder=`" + folder + "`", cause);
  }
}
