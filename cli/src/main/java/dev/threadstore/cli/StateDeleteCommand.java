package dev.threadstore.cli;

import dev.threadstore.model.ChangeResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code state delete}. */
@Command(
    name = "delete",
    description = "Deletes the state of a thread; its messages stay.",
    footer = "  threadctl state delete trip-42")
final class StateDeleteCommand extends StoreCommand {

  @Parameters(paramLabel = "ID", description = "the thread")
  private String thread;

  @Mixin private final ExpectedRevision expected = new ExpectedRevision();

  StateDeleteCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode run(Session session) {
    ChangeResult result = session.thread(thread).state().delete(expected.revision());
    Changed.report(invocation(), thread, result);
    return ExitCode.OK;
  }
}
