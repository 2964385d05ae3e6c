package dev.threadstore.cli;

import dev.threadstore.model.FitnessReport;
import dev.threadstore.model.FitnessReport.Finding;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code check}: whether the stores can keep what the library promises. */
@Command(
    name = "check",
    description = {
      "Checks whether Redis and the cold store, as they are configured, keep what is promised:"
          + " persistence, eviction, conditional writes, clocks.",
      "Ends with exit code 1 if something is unfit."
    },
    footer = "  threadctl --redis redis://localhost:6379 --cold /srv/archive check")
final class CheckCommand extends StoreCommand {

  CheckCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode run(Session session) {
    FitnessReport report = session.store().fitness();
    Table table = new Table("LEVEL", "SUBJECT", "DETAIL");
    for (Finding finding : report.findings()) {
      if (json()) {
        terminal().line(json(finding));
      } else {
        table.row(level(finding), finding.subject(), finding.detail());
      }
    }
    if (!table.isEmpty()) {
      table.print(terminal());
    }
    return report.isFit() ? ExitCode.OK : ExitCode.SOME_FAILED;
  }

  private static String level(Finding finding) {
    return finding.level().name().toLowerCase(Locale.ROOT);
  }

  private static String json(Finding finding) {
    return new JsonLine()
        .put("level", level(finding))
        .put("subject", finding.subject())
        .put("detail", finding.detail())
        .toString();
  }
}
