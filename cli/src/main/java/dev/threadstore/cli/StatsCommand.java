package dev.threadstore.cli;

import dev.threadstore.model.ArchivedPage;
import dev.threadstore.model.HotPage;
import dev.threadstore.model.ThreadNamespace;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stats}: how much there is in both tiers. */
@Command(
    name = "stats",
    description = {
      "Says how many threads of the namespace are in each tier, how much room they take, how old"
          + " they are, and which are the largest. Reads no messages, and does not count as use.",
      "Hot: what Redis' MEMORY USAGE estimates from a few elements of each key; by the time since"
          + " anybody used the thread. Archived: the sizes of all objects, old snapshots and"
          + " tombstones too, as a listing tells; by the time since the last was written. A kept"
          + " hot copy counts in both.",
      "With --json: a line for each tier, then one for each of the largest threads."
    },
    footer = {"  threadctl stats", "  threadctl stats --largest 3 --json"})
final class StatsCommand extends StoreCommand {
  private static final int PAGE = 200;

  @Option(
      names = "--largest",
      paramLabel = "N",
      description = "how many of the largest threads of each tier; default: ${DEFAULT-VALUE}")
  private int largest = 5;

  StatsCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  void check(Configuration configuration) {
    if (largest < 0 || largest > 1000) {
      throw CommandFailure.usage("makes no sense: largest=`" + largest + "`", "0 to 1000");
    }
  }

  @Override
  ExitCode run(Session session) {
    HotStats hot = new HotStats(largest);
    ArchiveStats archived = new ArchiveStats(largest);
    try (ProgressBar bar = new ProgressBar(terminal(), !json(), "counting")) {
      count(session.threads(), hot, bar);
      if (session.cold() != null) {
        count(session.threads(), archived, bar);
      }
    }
    terminal().line(json() ? hot.json() : hot.text());
    if (session.cold() != null) {
      terminal().line(json() ? archived.json() : archived.text());
    }
    new LargestThreads(invocation()).print(hot.whole(), archived.tier());
    return ExitCode.OK;
  }

  private static void count(ThreadNamespace<?> threads, HotStats hot, ProgressBar bar) {
    Optional<String> cursor = Optional.of(ThreadNamespace.START);
    while (cursor.isPresent()) {
      HotPage page = threads.hot(cursor.get(), PAGE);
      page.copies().forEach(hot::add);
      bar.at(0, 0, Sizes.count(hot.threads(), "hot thread"));
      cursor = page.next();
    }
  }

  private static void count(ThreadNamespace<?> threads, ArchiveStats archived, ProgressBar bar) {
    Optional<String> cursor = Optional.of(ThreadNamespace.START);
    while (cursor.isPresent()) {
      ArchivedPage page = threads.archived(cursor.get(), PAGE);
      page.threads().forEach(archived::add);
      bar.at(0, 0, Sizes.count(archived.tier().threads(), "archived thread"));
      cursor = page.next();
    }
  }
}
