package dev.threadstore.cli;

import dev.threadstore.model.FitnessReport.Finding;
import dev.threadstore.model.FitnessReport.Level;
import java.util.List;
import java.util.Locale;

/** Prints findings: all of them in a table, then why the bad ones matter and what to do. */
final class Diagnosis {
  private final Invocation invocation;
  private boolean isUnfit;

  Diagnosis(Invocation invocation) {
    this.invocation = invocation;
  }

  void print(List<Finding> findings) {
    isUnfit = findings.stream().anyMatch(finding -> finding.level() == Level.UNFIT);
    if (invocation.json()) {
      findings.forEach(finding -> invocation.terminal().line(json(finding)));
      return;
    }
    Table table = new Table("LEVEL", "SUBJECT", "DETAIL");
    findings.forEach(finding -> table.row(level(finding), finding.subject(), finding.detail()));
    table.print(invocation.terminal());
    findings.stream().filter(finding -> finding.level() != Level.FIT).forEach(this::explain);
  }

  private void explain(Finding finding) {
    Terminal terminal = invocation.terminal();
    terminal.line("");
    terminal.line(level(finding) + ": " + Printable.line(finding.subject()));
    terminal.line("  why: " + Printable.line(finding.risk()));
    terminal.line("  do:  " + Printable.line(finding.remedy()));
  }

  ExitCode exitCode() {
    return isUnfit ? ExitCode.SOME_FAILED : ExitCode.OK;
  }

  private static String level(Finding finding) {
    return finding.level().name().toLowerCase(Locale.ROOT);
  }

  private static String json(Finding finding) {
    return new JsonLine()
        .put("level", level(finding))
        .put("subject", finding.subject())
        .put("detail", finding.detail())
        .put("risk", finding.risk())
        .put("remedy", finding.remedy())
        .toString();
  }
}
