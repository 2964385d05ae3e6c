package dev.threadstore.cli;

import dev.threadstore.model.Resolution;
import dev.threadstore.model.ThreadInfo;
import dev.threadstore.model.TieredThreadManager;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code resolve}: out of a conflict between a hot copy and its archive. */
@Command(
    name = "resolve",
    description = {
      "Leads out of a conflict: the hot copy and the archive have gone different ways, because a"
          + " Redis went back in time or two share one cold store.",
      "Also the way from a damaged hot copy back to the archive, with --keep-cold."
    },
    footer = {
      "  threadctl resolve trip-42 --keep-hot",
      "  threadctl resolve trip-42 --fork-hot-to trip-42-rescued     # loses nothing"
    })
final class ResolveCommand extends StoreCommand {

  @Parameters(paramLabel = "ID", description = "the thread")
  private String thread;

  @ArgGroup(multiplicity = "1")
  private Choice choice;

  @Mixin private final ExpectedRevision expected = new ExpectedRevision();

  ResolveCommand(Invocation invocation) {
    super(invocation);
  }

  /** Which side stays. */
  private static final class Choice {
    @Option(
        names = "--keep-hot",
        description = "the hot copy becomes the next snapshot; the archive's stays in the history")
    private boolean keepHot;

    @Option(
        names = "--keep-cold",
        description = "the hot copy is dropped, with its unarchived changes")
    private boolean keepCold;

    @Option(
        names = "--fork-hot-to",
        paramLabel = "ID",
        description = "the hot copy becomes a thread of its own; then as --keep-cold")
    private @Nullable String forkHotTo;

    private Resolution toResolution(TieredThreadManager<?> manager) {
      if (keepHot) {
        return Resolution.keepHot();
      }
      return keepCold
          ? Resolution.keepCold()
          : Resolution.forkHotTo(manager.ref().sibling(Objects.requireNonNull(forkHotTo)));
    }
  }

  @Override
  ExitCode run(Session session) {
    session.requireCold();
    TieredThreadManager<JsonMessage> manager = session.thread(thread);
    manager.resolve(choice.toResolution(manager), expected.revision());
    ThreadInfo info = manager.info();
    Changed.report(invocation(), thread, info.length(), info.revision());
    return ExitCode.OK;
  }
}
