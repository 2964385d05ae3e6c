package dev.threadstore.cli;

import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.ThreadInfo;
import dev.threadstore.model.TieredThreadManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fork}: a new thread from the beginning of another. */
@Command(
    name = "fork",
    description = {
      "Makes a new thread from the beginning of another one, hot or archived.",
      "No later change of either shows in the other."
    },
    footer = {
      "  threadctl fork trip-42 trip-43",
      "  threadctl fork trip-42 trip-43 --at m3fa90c…     # a message's id, as `show` prints it",
      "  threadctl fork trip-42 trip-43 --at-position 3 --no-state"
    })
final class ForkCommand extends StoreCommand {

  @Parameters(index = "0", paramLabel = "SOURCE", description = "the thread to take from")
  private String source;

  @Parameters(index = "1", paramLabel = "TARGET", description = "the id of the new thread")
  private String target;

  @ArgGroup private @Nullable Point point;

  @Option(names = "--no-state", description = "do not copy the source's state")
  private boolean noState;

  ForkCommand(Invocation invocation) {
    super(invocation);
  }

  /** Where to fork. */
  private static final class Point {
    @Option(
        names = "--at",
        paramLabel = "MESSAGE",
        description = "up to and including the message with this id; default: all")
    private @Nullable String message;

    @Option(
        names = "--at-position",
        paramLabel = "N",
        description = "up to and including the message at this position, counted from 0")
    private @Nullable Long position;

    private ForkPoint toForkPoint() {
      if (message != null) {
        return ForkPoint.including(message);
      }
      if (position == null) {
        return ForkPoint.end();
      }
      if (position < 0) {
        throw CommandFailure.usage(
            "a position is negative: --at-position=`" + position + "`",
            "positions are counted from 0");
      }
      return ForkPoint.first(position + 1);
    }
  }

  @Override
  ExitCode run(Session session) {
    TieredThreadManager<JsonMessage> from = session.thread(source);
    TieredThreadManager<JsonMessage> fork =
        from.fork(
            from.ref().sibling(target),
            point == null ? ForkPoint.end() : point.toForkPoint(),
            noState ? ForkState.NONE : ForkState.CURRENT);
    ThreadInfo info = fork.info();
    Changed.report(invocation(), target, info.length(), info.revision());
    return ExitCode.OK;
  }
}
