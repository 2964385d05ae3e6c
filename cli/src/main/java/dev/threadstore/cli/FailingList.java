package dev.threadstore.cli;

import dev.threadstore.model.FailingThread;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The threads that archivers could not archive, as a table or as JSON. */
final class FailingList {
  private final Invocation invocation;

  FailingList(Invocation invocation) {
    this.invocation = invocation;
  }

  /** Prints them; the exit code says whether there are any. */
  ExitCode print(List<FailingThread> threads) {
    Table table = new Table("THREAD", "ATTEMPTS", "SINCE", "NEXT", "PROBLEM");
    for (FailingThread thread : threads) {
      if (invocation.json()) {
        invocation.terminal().line(json(thread));
      } else {
        table.row(
            thread.ref().toString(),
            Long.toString(thread.attempts()),
            seconds(thread.since()),
            seconds(thread.nextAttempt()),
            thread.problem());
      }
    }
    if (!table.isEmpty()) {
      table.print(invocation.terminal());
    } else if (threads.isEmpty() && !invocation.json()) {
      invocation.terminal().notice("no thread fails");
    }
    return threads.isEmpty() ? ExitCode.OK : ExitCode.SOME_FAILED;
  }

  private static String seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String json(FailingThread thread) {
    return new JsonLine()
        .put("namespace", thread.ref().namespace())
        .put("id", thread.ref().id())
        .put("attempts", thread.attempts())
        .put("since", thread.since().toString())
        .put("next_attempt", thread.nextAttempt().toString())
        .put("problem", thread.problem())
        .toString();
  }
}
