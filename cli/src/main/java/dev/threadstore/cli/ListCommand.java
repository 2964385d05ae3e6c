package dev.threadstore.cli;

import dev.threadstore.model.ThreadInfo;
import dev.threadstore.model.ThreadNotFoundException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code list}: the threads of the namespace. */
@Command(
    name = "list",
    description = {
      "Lists the threads of the namespace, hot and archived, by their ids.",
      "SNAPSHOT is the newest one on which the thread builds; with a + it has changed since."
    },
    footer = {"  threadctl list", "  threadctl list --json | jq -r 'select(.tier==\"hot\").id'"})
final class ListCommand extends StoreCommand {

  ListCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode run(Session session) {
    List<String> ids = AllThreads.ids(session.threads());
    Table table = new Table("THREAD", "TIER", "MESSAGES", "VERSION", "SNAPSHOT", "CHANGED");
    Bulk bulk = Bulk.reading(invocation(), "listing");
    bulk.run(
        ids, id -> info(session, id), (id, found) -> found.ifPresent(info -> add(table, info)));
    if (!table.isEmpty()) {
      table.print(terminal());
    } else if (ids.isEmpty() && !json()) {
      Configuration configuration = session.configuration();
      terminal()
          .notice(
              "no threads in namespace `%s` of %s"
                  .formatted(configuration.namespace(), configuration.places()));
    }
    return bulk.exitCode(ids);
  }

  /** Empty if the thread was deleted since it was listed. */
  private static Optional<ThreadInfo> info(Session session, String id) {
    try {
      return Optional.of(session.thread(id).info());
    } catch (ThreadNotFoundException e) {
      return Optional.empty();
    }
  }

  private void add(Table table, ThreadInfo info) {
    if (json()) {
      terminal().line(json(info));
    } else {
      table.row(
          info.ref().id(),
          tier(info),
          Long.toString(info.length()),
          Long.toString(info.revision().version()),
          info.snapshot() == 0 ? "-" : info.snapshot() + (info.archived() ? "" : "+"),
          info.changed().truncatedTo(ChronoUnit.SECONDS).toString());
    }
  }

  private static String json(ThreadInfo info) {
    return new JsonLine()
        .put("namespace", info.ref().namespace())
        .put("id", info.ref().id())
        .put("tier", tier(info))
        .put("messages", info.length())
        .put("version", info.revision().version())
        .put("snapshot", info.snapshot())
        .toString();
  }

  static String tier(ThreadInfo info) {
    return info.tier().name().toLowerCase(Locale.ROOT);
  }
}
