package dev.threadstore.cli;

/**
 * Shows on an interactive terminal how far a long command is; elsewhere nothing. It is the
 * terminal's {@link Terminal#status}, renewed at most ten times a second. Not thread-safe.
 */
final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 30;
  private static final long PERIOD_NANOS = 100_000_000;

  private final Terminal terminal;
  private final boolean shown;
  private final String what;
  private long lastDrawn = Long.MIN_VALUE;

  ProgressBar(Terminal terminal, boolean wanted, String what) {
    this.terminal = terminal;
    this.shown = wanted && terminal.isInteractive();
    this.what = what;
  }

  /**
   * Shows a new position.
   *
   * @param total 0 if it is not known
   */
  void at(long done, long total, String detail) {
    long now = System.nanoTime();
    if (!shown || (lastDrawn != Long.MIN_VALUE && now - lastDrawn < PERIOD_NANOS)) {
      return;
    }
    lastDrawn = now;
    String bar = total <= 0 ? "" : bar(Math.min(1.0, (double) done / total));
    terminal.status(what + " " + bar + detail);
  }

  private static String bar(double part) {
    int full = (int) Math.round(part * WIDTH);
    return "[%s%s] %3d%%  "
        .formatted("#".repeat(full), " ".repeat(WIDTH - full), (int) (part * 100));
  }

  @Override
  public void close() {
    terminal.status("");
  }
}
