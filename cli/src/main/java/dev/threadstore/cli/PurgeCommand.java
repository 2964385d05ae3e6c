package dev.threadstore.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code purge}: every trace. */
@Command(
    name = "purge",
    description = {
      "Deletes threads and every trace of them in the cold store, at once, tombstones included.",
      "What it gives up: a process that was stopped in the middle of a flush of such a thread and"
          + " goes on later can bring the thread back."
    },
    footer = "  threadctl purge trip-42")
final class PurgeCommand extends StoreCommand {

  @Parameters(arity = "1..*", paramLabel = "ID", description = "the threads")
  private List<String> ids = new ArrayList<>();

  PurgeCommand(Invocation invocation) {
    super(invocation);
  }

  private enum Outcome {
    PURGED,
    NOT_FOUND
  }

  @Override
  ExitCode run(Session session) {
    session.requireCold();
    List<String> threads = List.copyOf(new LinkedHashSet<>(ids));
    var report = new OutcomeReport<>(invocation(), false, Outcome.class);
    Bulk bulk = Bulk.changing(invocation(), "purging");
    bulk.run(
        threads,
        id -> session.thread(id).purge(),
        (id, result) ->
            report.add(
                id,
                result.existed() || result.removed() > 0 ? Outcome.PURGED : Outcome.NOT_FOUND,
                Sizes.count(result.removed(), "object") + " removed from the cold store"));
    report.end(bulk.failed());
    if (report.count(Outcome.NOT_FOUND) > 0 && bulk.failed() == 0) {
      return threads.size() == 1 ? ExitCode.NOT_FOUND : ExitCode.SOME_FAILED;
    }
    return bulk.exitCode(threads);
  }
}
