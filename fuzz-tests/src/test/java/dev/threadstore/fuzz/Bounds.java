package dev.threadstore.fuzz;

import java.time.Duration;

/** What reading an input may cost. */
final class Bounds {
  private static final Duration MOST_TIME = Duration.ofSeconds(10);

  /** Buffers of a fixed size, decompressors and the like. */
  private static final long MOST_BYTES = 16 << 20;

  /** Allocated, not held: each byte is read, decoded, copied and compared several times. */
  private static final long MOST_BYTES_PER_BYTE = 500;

  private Bounds() {}

  /** Lets a target read, and insists that this was cheap. */
  static void read(Target target, byte[] input) throws Exception {
    long start = System.nanoTime();
    long allocated = allocated(target, input);
    long millis = (System.nanoTime() - start) / 1_000_000;
    long most = MOST_BYTES + MOST_BYTES_PER_BYTE * input.length;
    // The first time, classes are loaded as well.
    if (allocated > most && allocated(target, input) > most) {
      throw new AssertionError(
          "reading %d bytes allocated %d, more than %d".formatted(input.length, allocated, most));
    }
    if (millis > MOST_TIME.toMillis()) {
      throw new AssertionError("reading %d bytes took %d ms".formatted(input.length, millis));
    }
  }

  private static long allocated(Target target, byte[] input) throws Exception {
    return Allocation.of(
        () -> {
          target.read(input);
          return null;
        });
  }
}
