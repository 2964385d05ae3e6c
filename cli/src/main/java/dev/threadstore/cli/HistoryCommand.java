package dev.threadstore.cli;

import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.TieredThreadManager;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code history}: the archived snapshots of a thread. */
@Command(
    name = "history",
    description = "Lists the archived snapshots of a thread, the newest first.",
    footer = {"  threadctl history trip-42", "  threadctl history --limit 3 --json trip-42"})
final class HistoryCommand extends StoreCommand {

  @Parameters(paramLabel = "ID", description = "the thread")
  private String thread;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "at most so many; default: ${DEFAULT-VALUE}")
  private int limit;

  HistoryCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  void check(Configuration configuration) {
    if (limit < 1) {
      throw CommandFailure.usage("not a limit: limit=`" + limit + "`", "1 is the least");
    }
  }

  @Override
  ExitCode run(Session session) {
    session.requireCold();
    TieredThreadManager<JsonMessage> manager = session.thread(thread);
    List<SnapshotInfo> history = manager.snapshots().history(limit);
    if (history.isEmpty()) {
      manager.info(); // throws if there is no such thread
    }
    Table table =
        new Table("SNAPSHOT", "KIND", "MESSAGES", "VERSION", "SIZE", "ARCHIVED", "PROBLEM");
    for (SnapshotInfo snapshot : history) {
      if (json()) {
        terminal().line(json(snapshot));
      } else {
        table.row(
            Long.toString(snapshot.number()),
            kind(snapshot),
            Long.toString(snapshot.length()),
            snapshot.revision().map(r -> Long.toString(r.version())).orElse("-"),
            Sizes.bytes(snapshot.bytes()),
            snapshot.archived().map(HistoryCommand::time).orElse("-"),
            snapshot.problem().orElse(""));
      }
    }
    if (!table.isEmpty()) {
      table.print(terminal());
    }
    return ExitCode.OK;
  }

  private static String kind(SnapshotInfo snapshot) {
    return snapshot.kind().name().toLowerCase(Locale.ROOT);
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String json(SnapshotInfo snapshot) {
    return new JsonLine()
        .put("snapshot", snapshot.number())
        .put("kind", kind(snapshot))
        .put("messages", snapshot.length())
        .put("revision", text(snapshot.revision().orElse(null)))
        .put("bytes", snapshot.bytes())
        .put("archived", text(snapshot.archived().orElse(null)))
        .put("problem", snapshot.problem().orElse(null))
        .toString();
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
