package dev.threadstore.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells the user why a command failed, in one line and a hint, and settles the exit code. */
final class ErrorReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private static final int MOST_SLIPS = 2;

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
    String help = command.getCommandSpec().qualifiedName() + " --help says more";
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return help;
    }
    String typed = unmatched.getUnmatched().get(0).split("=", 2)[0];
    String near =
        unmatched.getSuggestions().stream()
            .filter(name -> distance(typed, name) <= MOST_SLIPS)
            .map(name -> command.getCommandSpec().qualifiedName() + " " + name)
            .collect(Collectors.joining(" or "));
    return near.isEmpty() ? help : "did you mean: " + near + "; " + help;
  }

  /** How many letters are wrong, missing or too many (Levenshtein). */
  private static int distance(String one, String other) {
    int[] last = IntStream.rangeClosed(0, other.length()).toArray();
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[last.length];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
      }
      last = row;
    }
    return last[other.length()];
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
