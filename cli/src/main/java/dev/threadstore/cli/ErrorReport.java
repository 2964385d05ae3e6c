package dev.threadstore.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells the user why a command failed, in one line and a hint, and settles the exit code. */
final class ErrorReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Invocation invocation;

  ErrorReport(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    print(lowerCase(String.valueOf(e.getMessage())), hint(e, command));
    return ExitCode.USAGE.number();
  }

  private static String hint(ParameterException e, CommandLine command) {
    StringWriter suggestions = new StringWriter();
    if (e instanceof UnmatchedArgumentException unmatched) {
      UnmatchedArgumentException.printSuggestions(unmatched, new PrintWriter(suggestions, true));
    }
    String suggested = suggestions.toString().strip().replaceAll("\\R", " ");
    String help = command.getCommandSpec().qualifiedName() + " --help";
    return (suggested.isEmpty() ? "" : lowerCase(suggested) + "; ") + help + " says more";
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
    return report(e);
  }

  /** Reports whatever ended the command. */
  int report(Exception e) {
    if (e instanceof OutputClosedException closed && closed.isBrokenPipe()) {
      return ExitCode.OUTPUT_CLOSED.number();
    }
    if (invocation.isInterrupted()) {
      return ExitCode.INTERRUPTED.number();
    }
    Failure failure = Failure.of(e);
    print(failure.message(), failure.hint() == null ? "" : failure.hint());
    if (invocation.options().debug) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace, true));
      invocation.terminal().notice(Failure.redacted(trace.toString()));
    }
    return failure.code().number();
  }

  private void print(String message, String hint) {
    Terminal terminal = invocation.terminal();
    terminal.notice("threadctl: " + Printable.line(Failure.redacted(message)));
    if (!hint.isEmpty()) {
      terminal.notice("  hint: " + hint);
    }
  }

  private static String lowerCase(String sentence) {
    return sentence.isEmpty()
        ? sentence
        : sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
  }
}
