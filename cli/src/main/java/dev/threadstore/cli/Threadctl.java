package dev.threadstore.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line of Threadstore, where it starts. */
@Command(
    name = "threadctl",
    description = "Stores conversations of AI agents: hot in Redis, archived in a cold store.",
    synopsisHeading = "usage: ",
    customSynopsis = "threadctl [OPTIONS] COMMAND …",
    descriptionHeading = "%n",
    optionListHeading = "%noptions, before the command:%n",
    commandListHeading = "%ncommands (threadctl COMMAND --help says more):%n",
    footerHeading = "%nexit codes:%n",
    versionProvider = VersionText.class)
public final class Threadctl {
  /** What Java makes of an argument's bytes that are no text in the process' locale. */
  private static final char UNREADABLE = '\ufffd';

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "show help and exit")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the version and exit")
  boolean version;

  private Threadctl() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    Invocation invocation =
        new Invocation(Terminal.ofProcess(), System.getenv(), Path.of("").toAbsolutePath());
    System.exit(run(invocation, args));
  }

  /** Runs one command. */
  static int run(Invocation invocation, String... args) {
    Terminal terminal = invocation.terminal();
    ErrorReport errors = new ErrorReport(invocation);
    StringWriter help = new StringWriter();
    try {
      requireReadable(args);
      int code =
          commandLine(invocation, errors)
              .setOut(new PrintWriter(help, true))
              .setErr(terminal.errWriter())
              .execute(args.length == 0 ? new String[] {"--help"} : args);
      if (code != ExitCode.OUTPUT_CLOSED.number()) {
        terminal.text(help.toString());
        terminal.flush();
      }
      return code;
    } catch (CommandFailure | OutputClosedException e) {
      return errors.report(e);
    }
  }

  /** A wrong id is worse than no id: it names another thread. */
  private static void requireReadable(String... args) {
    if (Arrays.stream(args).anyMatch(arg -> arg.indexOf(UNREADABLE) >= 0)) {
      throw CommandFailure.usage(
          "an argument has characters that the locale cannot hold",
          "set a locale for UTF-8, such as LC_ALL=C.UTF-8");
    }
  }

  private static CommandLine commandLine(Invocation invocation, ErrorReport errors) {
    CommandLine line = new CommandLine(new Threadctl());
    line.addMixin("global", invocation.options());
    commands(invocation).forEach(line::addSubcommand);
    line.getCommandSpec().usageMessage().footer(ExitCode.helpLines());
    HelpLayout.apply(line);
    return line
        // A thread may be called @home.
        .setExpandAtFiles(false)
        // And a namespace may be called demo.
        .setAllowSubcommandsAsOptionParameters(true)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  /** All commands, in the order in which help lists them. */
  private static List<Object> commands(Invocation invocation) {
    return List.of(
        new DemoCommand(invocation),
        new ImportCommand(invocation),
        new ExportCommand(invocation),
        new ListCommand(invocation),
        new StatsCommand(invocation),
        new ShowCommand(invocation),
        new AppendCommand(invocation),
        StateCommand.withCommands(invocation),
        new FlushCommand(invocation),
        new ArchiveCommand(invocation),
        new HydrateCommand(invocation),
        new ForkCommand(invocation),
        new HistoryCommand(invocation),
        new RestoreCommand(invocation),
        new ResolveCommand(invocation),
        new DeleteCommand(invocation),
        new PurgeCommand(invocation),
        new GcCommand(invocation),
        new VerifyCommand(invocation),
        new DoctorCommand(invocation),
        new CompletionCommand(invocation));
  }
}
