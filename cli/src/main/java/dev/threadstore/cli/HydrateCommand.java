package dev.threadstore.cli;

import dev.threadstore.model.Freshness;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.HydrateResult.Outcome;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hydrate}: from the cold store to Redis. */
@Command(
    name = "hydrate",
    description = "Brings archived threads back to Redis.",
    footer = {
      "  threadctl hydrate trip-42",
      "  threadctl hydrate --check trip-42     # replaces a hot copy that is behind the archive"
    })
final class HydrateCommand extends StoreCommand {
  @Mixin private final ThreadSelection selection = new ThreadSelection();

  @Option(names = "--check", description = "compare copies that are hot already with the archive")
  private boolean check;

  HydrateCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  void check(Configuration configuration) {
    selection.require();
  }

  @Override
  ExitCode run(Session session) {
    session.requireCold();
    Freshness freshness = check ? Freshness.CHECK : Freshness.TRUST_HOT;
    List<String> ids = selection.ids(session);
    var report = new OutcomeReport<>(invocation(), selection.isAll(), Outcome.class);
    Bulk bulk = Bulk.changing(invocation(), "hydrating");
    bulk.run(
        ids,
        id -> session.thread(id).hydrate(freshness),
        (id, result) -> report.add(id, result.outcome(), details(result)));
    report.end(bulk.failed());
    return bulk.exitCode(ids);
  }

  private static String details(HydrateResult result) {
    return result.outcome() == Outcome.ALREADY_HOT
        ? ""
        : "snapshot %d, %s, %s read"
            .formatted(
                result.snapshot(),
                Sizes.count(result.length(), "message"),
                Sizes.bytes(result.bytes()));
  }
}
