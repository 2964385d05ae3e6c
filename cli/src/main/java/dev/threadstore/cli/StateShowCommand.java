package dev.threadstore.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code state show}. */
@Command(
    name = "show",
    description = "Writes the state of a thread to standard output, as JSON.",
    footer = "  threadctl state show trip-42 | jq .step")
final class StateShowCommand extends StoreCommand {

  @Parameters(paramLabel = "ID", description = "the thread")
  private String thread;

  StateShowCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode run(Session session) {
    String state = ThreadView.tail(session.thread(thread), 1).state();
    if (state == null) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND, "the thread has no state: thread=`" + thread + "`", null);
    }
    terminal().line(state);
    return ExitCode.OK;
  }
}
