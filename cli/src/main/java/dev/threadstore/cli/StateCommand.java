package dev.threadstore.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code state}: holds the commands on a thread's state document. */
@Command(name = "state", description = "Shows, sets or deletes the state of a thread.")
final class StateCommand {
  private StateCommand() {}

  static CommandLine withCommands(Invocation invocation) {
    return new CommandLine(new StateCommand())
        .addSubcommand(new StateShowCommand(invocation))
        .addSubcommand(new StateSetCommand(invocation))
        .addSubcommand(new StateDeleteCommand(invocation));
  }
}
