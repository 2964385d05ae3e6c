package dev.threadstore.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code generate-completion}: teaches the shell our commands and options. */
@Command(
    name = "generate-completion",
    description = "Writes a completion script for bash and zsh to standard output.",
    footer = "  source <(threadctl generate-completion)")
final class CompletionCommand implements Runnable {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  CompletionCommand(Invocation invocation) {
    terminal = invocation.terminal();
  }

  @Override
  public void run() {
    terminal.line(AutoComplete.bash("threadctl", spec.root().commandLine()).stripTrailing());
  }
}
