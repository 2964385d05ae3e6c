package dev.threadstore.cli;

import java.time.Duration;

/** Runs the steps of the demo, times them, and tells how they went. Not thread-safe. */
final class DemoReport {
  private final Invocation invocation;
  private final Table table = new Table("STEP", "WHAT MOVED WHERE", "BYTES", "TIME", "");
  private boolean good = true;

  DemoReport(Invocation invocation) {
    this.invocation = invocation;
  }

  /** A step: does something, and throws if what came out is not as it should be. */
  interface Step {
    Moved run();
  }

  /**
   * What a step moved.
   *
   * @param what what, from where, to where
   * @param bytes how many bytes that was
   */
  record Moved(String what, long bytes) {}

  /** Runs a step, unless an earlier one failed. */
  void step(String name, Step step) {
    if (!good) {
      return;
    }
    long start = System.nanoTime();
    try {
      Moved moved = step.run();
      add(name, moved.what(), moved.bytes(), Duration.ofNanos(System.nanoTime() - start));
    } catch (RuntimeException e) {
      good = false;
      add(name, Failure.of(e).message(), 0, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private void add(String name, String what, long bytes, Duration time) {
    if (invocation.json()) {
      invocation
          .terminal()
          .line(
              new JsonLine()
                  .put("step", name)
                  .put("ok", good)
                  .put("what", what)
                  .put("bytes", bytes)
                  .put("micros", time.toNanos() / 1000)
                  .toString());
    } else {
      table.row(name, what, Sizes.bytes(bytes), Sizes.time(time), good ? "ok" : "FAILED");
    }
  }

  /** Prints the table. */
  void end() {
    if (!invocation.json()) {
      table.print(invocation.terminal());
    }
  }

  boolean isGood() {
    return good;
  }
}
