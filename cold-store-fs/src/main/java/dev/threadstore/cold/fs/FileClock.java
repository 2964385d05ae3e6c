package dev.threadstore.cold.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The clock of the file system, which for a network file system is another machine's. It is read
 * off a new file's time, now and then, and carried on by this machine's monotonic clock in between.
 *
 * <p>What it says is never ahead of the file system by more than the drift of a minute, and behind
 * it at worst (after this machine was suspended): ages must not be overstated, since old objects
 * may be deleted. Thread-safe.
 */
final class FileClock {
  private static final Duration SAMPLE_LIFETIME = Duration.ofMinutes(1);

  private final Staging staging;
  private volatile Sample latest;

  private record Sample(Instant time, long takenNanos) {
    Duration age() {
      return Duration.ofNanos(System.nanoTime() - takenNanos);
    }
  }

  /** Reads the clock for the first time. */
  FileClock(Staging staging) throws IOException {
    this.staging = staging;
    this.latest = sample();
  }

  Instant now() {
    if (latest.age().compareTo(SAMPLE_LIFETIME) > 0) {
      try {
        latest = sample();
      } catch (IOException e) {
        // A full disk must not stop anybody from listing what could be deleted: the old one does.
      }
    }
    Sample used = latest;
    return used.time.plus(used.age());
  }

  private Sample sample() throws IOException {
    Path file = Files.createFile(staging.newName());
    try {
      return new Sample(FileFacts.of(file).changed(), System.nanoTime());
    } finally {
      Files.delete(file);
    }
  }
}
