package dev.threadstore.cli;

import dev.threadstore.model.CollectResult;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.TieredThreadManager;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gc}: removes what threads no longer need from the cold store. */
@Command(
    name = "gc",
    description = {
      "Finds what threads no longer need in the cold store: old snapshots, segments to which none"
          + " refers, pins of forks that are gone. Removes it only with --delete.",
      "Never removes the newest snapshot, one younger than 24 hours, or what a fork may need."
          + " With --all, deleted threads are looked through as well.",
      "With --json: a line for each thread that has something to remove or is damaged, or was"
          + " named, then one with the totals. Ends with exit code 6 if a snapshot is damaged."
    },
    footer = {
      "  threadctl gc --all               # says what would be removed",
      "  threadctl gc --all --delete",
      "  threadctl gc trip-42 --keep 10 --delete"
    })
final class GcCommand extends StoreCommand {
  @Mixin private final ThreadSelection selection = new ThreadSelection();

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "how many intact snapshots of each thread stay; default: ${DEFAULT-VALUE}")
  private int keep = 2;

  @Option(names = "--delete", description = "remove it; without this, nothing is changed")
  private boolean delete;

  GcCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  void check(Configuration configuration) {
    selection.require();
    if (keep < 1) {
      throw CommandFailure.usage("too few to keep: keep=`" + keep + "`", "1 is the least");
    }
  }

  @Override
  ExitCode run(Session session) {
    session.requireCold();
    List<String> ids = selection.storedIds(session);
    GcReport report = new GcReport(invocation(), selection.isAll(), delete);
    Bulk bulk =
        delete ? Bulk.changing(invocation(), "removing") : Bulk.reading(invocation(), "looking");
    bulk.run(ids, id -> collect(session.thread(id)), report::add);
    report.end(bulk.failed());
    return bulk.exitCode(ids, report.hasDamage());
  }

  private CollectResult collect(TieredThreadManager<JsonMessage> thread) {
    CollectResult result =
        delete ? thread.snapshots().collect(keep) : thread.snapshots().collectable(keep);
    if (result.removed() + result.remaining() == 0 && !selection.isAll() && !thread.exists()) {
      throw new ThreadNotFoundException(thread.ref());
    }
    return result;
  }
}
