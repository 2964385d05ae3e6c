package dev.threadstore.cli;

import dev.threadstore.model.IdleFlushReport;
import dev.threadstore.model.ThreadNamespace;
import java.time.Duration;

/** {@code flush --idle} of a whole namespace: adds up the reports of all its runs. */
final class IdleFlush {
  private static final int AT_ONCE = 500;

  private final Invocation invocation;
  private final ThreadNamespace<JsonMessage> threads;
  private int scanned;
  private int released;
  private int busy;
  private int gone;
  private int failed;

  IdleFlush(Invocation invocation, ThreadNamespace<JsonMessage> threads) {
    this.invocation = invocation;
    this.threads = threads;
  }

  ExitCode run(Duration idle) {
    invocation.changesMany();
    String cursor = ThreadNamespace.START;
    while (true) {
      IdleFlushReport report = threads.flushIdle(idle, cursor, AT_ONCE);
      add(report);
      if (report.next().isEmpty()) {
        invocation.terminal().line(invocation.json() ? json() : text());
        return failed == 0 ? ExitCode.OK : ExitCode.SOME_FAILED;
      }
      cursor = report.next().get();
    }
  }

  private void add(IdleFlushReport report) {
    scanned += report.scanned();
    released += report.released();
    busy += report.busy();
    gone += report.gone();
    failed += report.failures().size();
    report.failures().forEach((ref, problem) -> invocation.failed(ref.id(), Failure.of(problem)));
  }

  private String json() {
    return new JsonLine()
        .put("scanned", scanned)
        .put("released", released)
        .put("busy", busy)
        .put("gone", gone)
        .put("failed", failed)
        .toString();
  }

  private String text() {
    return "%s looked at: %d released, %d busy, %d gone, %d failed"
        .formatted(Sizes.count(scanned, "thread"), released, busy, gone, failed);
  }
}
