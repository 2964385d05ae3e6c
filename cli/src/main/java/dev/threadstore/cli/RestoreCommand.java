package dev.threadstore.cli;

import dev.threadstore.model.ChangeResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code restore}: back to an older snapshot. */
@Command(
    name = "restore",
    description = {
      "Makes an older snapshot the current content of its thread, in Redis.",
      "The next flush archives it as a new snapshot; nothing of the history is removed."
    },
    footer = {"  threadctl history trip-42", "  threadctl restore trip-42 3"})
final class RestoreCommand extends StoreCommand {

  @Parameters(index = "0", paramLabel = "ID", description = "the thread")
  private String thread;

  @Parameters(index = "1", paramLabel = "SNAPSHOT", description = "the snapshot's number")
  private long snapshot;

  @Mixin private final ExpectedRevision expected = new ExpectedRevision();

  RestoreCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode run(Session session) {
    session.requireCold();
    ChangeResult result = session.thread(thread).snapshots().restore(snapshot, expected.revision());
    Changed.report(invocation(), thread, result);
    return ExitCode.OK;
  }
}
