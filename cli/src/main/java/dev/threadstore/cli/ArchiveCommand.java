package dev.threadstore.cli;

import dev.threadstore.IdleArchiver;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.InvalidInputException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code archive}: idle threads, once or from now on. */
@Command(
    name = "archive",
    description = {
      "Archives threads that nobody uses and releases them from Redis, from now on, until it is"
          + " stopped by Ctrl-C or SIGTERM: then it gives back what it has in hand, and ends with"
          + " exit code 0. Run as many as you like, also beside those of applications.",
      "Looks at all namespaces, unless one is chosen.",
      "Writes a line for each pass that had something to do, and one with the totals. With --once"
          + " it ends with exit code 1 if a thread failed."
    },
    footer = {
      "  threadctl archive --idle 30m",
      "  threadctl archive --once --rate 50 --json",
      "  threadctl archive --dry-run     # says what a pass would do",
      "  threadctl archive --failing     # what could not be archived, and why"
    })
final class ArchiveCommand extends StoreCommand {
  @ArgGroup private Mode mode = new Mode();

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      description =
          "how long nobody must have used a thread, at most 7d; default: ${DEFAULT-VALUE}")
  private String idle = "30m";

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      description = "the time between two passes, about; default: ${DEFAULT-VALUE}")
  private String interval = "10s";

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "how many threads are worked on at once; default: ${DEFAULT-VALUE}")
  private int concurrency = 8;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "how many threads are begun in a second; default: as many as it can")
  private @Nullable Integer rate;

  private IdleArchiverSettings settings = IdleArchiverSettings.defaults();

  ArchiveCommand(Invocation invocation) {
    super(invocation);
  }

  /** What else than to archive from now on. */
  private static final class Mode {
    @Option(names = "--once", description = "make one pass, and end")
    private boolean once;

    @Option(
        names = "--dry-run",
        description = "say which threads a pass would take, and change nothing")
    private boolean dryRun;

    @Option(
        names = "--failing",
        description =
            "list the threads that could not be archived, by whichever archiver; ends with exit"
                + " code 1 if there are any")
    private boolean failing;
  }

  @Override
  void check(Configuration configuration) {
    try {
      IdleArchiverSettings.Builder builder =
          IdleArchiverSettings.builder()
              .idle(DurationText.parse("idle", idle))
              .interval(DurationText.parse("interval", interval))
              .concurrency(concurrency);
      Optional.ofNullable(rate).ifPresent(builder::threadsPerSecond);
      settings = builder.build();
    } catch (InvalidInputException e) {
      throw CommandFailure.usage(Failure.of(e).message(), "threadctl archive --help says more");
    }
  }

  @Override
  ExitCode run(Session session) {
    if (mode.failing || mode.dryRun) {
      session.requireCold();
    } else {
      session.requireWritableCold();
    }
    try (ArchiveLog log = new ArchiveLog(invocation(), mode.dryRun)) {
      // The session's: a signal closes it first, so that it gives back what it has in hand.
      return run(session, session.open(() -> archiver(session, log)), log);
    }
  }

  private ExitCode run(Session session, IdleArchiver archiver, ArchiveLog log) {
    if (mode.failing) {
      return new FailingList(invocation()).print(archiver.failing());
    }
    if (mode.dryRun) {
      log.onPass(archiver.preview(log::onThread));
      return log.exitCode();
    }
    if (mode.once) {
      invocation().changesMany();
      log.onPass(archiver.runOnce());
      return log.exitCode();
    }
    session.endBySignal(
        () -> {
          archiver.close();
          log.end();
        });
    archiver.start();
    throw log.outputClosed().join();
  }

  private IdleArchiver archiver(Session session, ArchiveLog log) {
    IdleArchiver.Builder builder = IdleArchiver.builder(session.store());
    if (session.configuration().namespaceChosen()) {
      builder.namespace(session.configuration().namespace());
    }
    return builder.settings(settings).listener(log).build();
  }
}
