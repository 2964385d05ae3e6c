package dev.threadstore.cli;

import dev.threadstore.model.DeleteResult;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code delete}: from both tiers. */
@Command(
    name = "delete",
    description = {
      "Deletes threads in both tiers, for good.",
      "A tombstone of some 300 bytes stays, so that nothing under way brings them back."
    },
    footer = {"  threadctl delete trip-42", "  threadctl delete --all --yes"})
final class DeleteCommand extends StoreCommand {
  @Mixin private final ThreadSelection selection = new ThreadSelection();

  @Option(
      names = {"-y", "--yes"},
      description = "with --all: do not ask; needed where nobody can be asked, as in a script")
  private boolean yes;

  DeleteCommand(Invocation invocation) {
    super(invocation);
  }

  private enum Outcome {
    DELETED,
    NOT_FOUND
  }

  @Override
  void check(Configuration configuration) {
    selection.require();
    if (selection.isAll() && !yes && !terminal().isInteractive()) {
      throw CommandFailure.usage(
          "--all would delete every thread, and nobody can be asked", "add --yes");
    }
  }

  @Override
  ExitCode run(Session session) {
    List<String> ids = selection.ids(session);
    if (selection.isAll() && !ids.isEmpty() && !yes) {
      String question = "delete " + Sizes.count(ids.size(), "thread") + " for good?";
      if (!terminal().confirm(question)) {
        terminal().notice("nothing was deleted");
        return ExitCode.SOME_FAILED;
      }
    }
    var report = new OutcomeReport<>(invocation(), selection.isAll(), Outcome.class);
    Bulk bulk = Bulk.changing(invocation(), "deleting");
    bulk.run(
        ids,
        id -> session.thread(id).delete(),
        (id, result) ->
            report.add(
                id, result.existed() ? Outcome.DELETED : Outcome.NOT_FOUND, details(result)));
    report.end(bulk.failed());
    if (report.count(Outcome.NOT_FOUND) > 0 && !selection.isAll() && bulk.failed() == 0) {
      return ids.size() == 1 ? ExitCode.NOT_FOUND : ExitCode.SOME_FAILED;
    }
    return bulk.exitCode(ids);
  }

  private static String details(DeleteResult result) {
    return result.removed() + result.remaining() == 0
        ? ""
        : "%s removed from the cold store, %d remain (the tombstone, and what is younger than a day)"
            .formatted(Sizes.count(result.removed(), "object"), result.remaining());
  }
}
