package dev.threadstore.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which the embedded defaults keep their data, held by one process at a time. The
 * system gives the lock back when the process ends, however it ends; the text in the lock file only
 * says who holds it.
 *
 * <pre>
 * .threadctl/lock     who uses the folder
 * .threadctl/redis/   the embedded Redis' files
 * .threadctl/cold/    the cold store's objects
 * </pre>
 */
final class DataFolder implements AutoCloseable {
  /** Far behind the text, so that others can read it where locks forbid reading. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private static final Duration POLL = Duration.ofMillis(50);

  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;

  private DataFolder(Path folder, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the folder, and creates it if there is none.
   *
   * @param command what this process is doing, for others to read
   * @param patience how long to wait while another process has it
   * @throws CommandFailure if another process keeps it, or the folder cannot be used
   */
  static DataFolder take(Path folder, String command, Duration patience, Terminal terminal) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      try {
        DataFolder taken =
            new DataFolder(folder, channel, await(channel, folder, patience, terminal));
        taken.announce(command);
        return taken;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNAVAILABLE,
          "cannot use the data folder: folder=`%s` problem=`%s`".formatted(folder, e),
          "choose another with --data",
          e);
    }
  }

  private static FileLock await(
      FileChannel channel, Path folder, Duration patience, Terminal terminal) throws IOException {
    long start = System.nanoTime();
    boolean told = false;
    while (true) {
      FileLock lock = tryLock(channel);
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() - start >= patience.toNanos()) {
        throw new CommandFailure(
            ExitCode.LOCKED,
            "the data folder is in use: folder=`%s` by=`%s`".formatted(folder, holder(channel)),
            "wait for it, or choose another folder with --data");
      }
      if (!told) {
        told = true;
        terminal.notice("waiting for " + holder(channel) + ", which uses " + folder);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException e) {
      return null; // held by another thread of this process
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(256);
    channel.read(text, 0);
    String holder = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
    return holder.isEmpty() ? "another threadctl" : Printable.line(holder);
  }

  private void announce(String command) throws IOException {
    String text = "threadctl " + command + " (pid " + ProcessHandle.current().pid() + ")\n";
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
  }

  /** Where the embedded Redis keeps its files. */
  Path redis() {
    return folder.resolve("redis");
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      channel.truncate(0);
      lock.release();
    }
  }
}
