package dev.threadstore.cli;

import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.FlushResult.Outcome;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.TieredThreadManager;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flush}: from Redis to the cold store. */
@Command(
    name = "flush",
    description = {
      "Archives threads in the cold store and releases them from Redis.",
      "A thread that changes meanwhile stays in Redis, and the result says so."
    },
    footer = {
      "  threadctl flush trip-42",
      "  threadctl flush --all --json",
      "  threadctl flush --idle 30m     # what nobody has changed for half an hour"
    })
final class FlushCommand extends StoreCommand {
  @Mixin private final ThreadSelection selection = new ThreadSelection();

  @Option(names = "--keep", description = "leave the hot copies in Redis, until their TTL ends")
  private boolean keep;

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      description = "only threads that nobody has changed for so long; without ids: all such")
  private @Nullable String idle;

  private Duration idleTime = Duration.ZERO;

  FlushCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  void check(Configuration configuration) {
    if (idle == null) {
      selection.require();
      return;
    }
    idleTime = DurationText.parse("idle", idle);
    if (keep) {
      throw CommandFailure.usage("--idle always releases", "leave out --keep, or --idle");
    }
  }

  @Override
  ExitCode run(Session session) {
    session.requireWritableCold();
    if (idle == null) {
      AfterFlush after = keep ? AfterFlush.KEEP : AfterFlush.RELEASE;
      return flush(session, thread -> thread.flush(after));
    }
    return selection.isAll() || selection.isEmpty()
        ? new IdleFlush(invocation(), session.threads()).run(idleTime)
        : flush(session, thread -> thread.flushIfIdle(idleTime));
  }

  private ExitCode flush(
      Session session, Function<TieredThreadManager<JsonMessage>, FlushResult> flush) {
    List<String> ids = selection.ids(session);
    var report = new OutcomeReport<>(invocation(), selection.isAll(), Outcome.class);
    Bulk bulk = Bulk.changing(invocation(), "flushing");
    bulk.run(
        ids,
        id -> flushExisting(session.thread(id), flush),
        (id, result) -> report.add(id, result.outcome(), details(result)));
    report.end(bulk.failed());
    return bulk.exitCode(ids);
  }

  private static FlushResult flushExisting(
      TieredThreadManager<JsonMessage> thread,
      Function<TieredThreadManager<JsonMessage>, FlushResult> flush) {
    FlushResult result = flush.apply(thread);
    if (result.outcome() == Outcome.NOT_HOT && !thread.exists()) {
      throw new ThreadNotFoundException(thread.ref());
    }
    return result;
  }

  private static String details(FlushResult result) {
    return switch (result.outcome()) {
      case ARCHIVED, CHANGED_MEANWHILE ->
          "snapshot %d, %s, %s written"
              .formatted(
                  result.snapshot(),
                  Sizes.count(result.length(), "message"),
                  Sizes.bytes(result.bytes()));
      case ALREADY_ARCHIVED -> "snapshot " + result.snapshot();
      default -> "";
    };
  }
}
