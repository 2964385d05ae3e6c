package dev.threadstore.internal.tier;

import dev.threadstore.model.FitnessReport;
import dev.threadstore.model.FitnessReport.Finding;
import dev.threadstore.model.ThreadStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Looks whether Redis and the cold store, as they are configured, can keep the promises. */
public final class FitnessCheck {
  private final Tiers tiers;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * Prepares a check.
   *
   * @param tiers both tiers
   */
  public FitnessCheck(Tiers tiers) {
    this.tiers = tiers;
  }

  /**
   * Runs the check once.
   *
   * @return what was found; a store that fails is a finding
   */
  public FitnessReport run() {
    try {
      checkPermissions();
      checkMasters();
    } catch (ThreadStoreException e) {
      findings.add(
          Finding.unfit(
              "redis",
              "cannot be asked: " + e.getMessage(),
              "nothing works without it",
              "see that it runs, and what its user may do (docs/operations.md)"));
    }
    tiers
        .archive()
        .ifPresentOrElse(
            archive -> findings.addAll(archive.probe(tiers.nonces().next()).run()),
            () ->
                findings.add(
                    Finding.caution(
                        "cold store",
                        "there is none",
                        "G1: Redis alone keeps the threads",
                        "give the store one, unless that is meant")));
    return new FitnessReport(findings);
  }

  private void checkPermissions() {
    List<String> denied = tiers.hot().denied(tiers.callDeadline());
    findings.add(
        denied.isEmpty()
            ? Finding.fit("redis permissions", "the user may run every command that scripts call")
            : Finding.unfit(
                "redis permissions",
                "the user may not run " + String.join(", ", denied),
                "G1: a script that fails in its middle leaves a thread half changed",
                "let the user run it: "
                    + denied.stream()
                        .map(command -> "+" + command.toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" "))));
  }

  private void checkMasters() {
    List<String> infos;
    try {
      infos = tiers.hot().info(tiers.callDeadline());
    } catch (ThreadStoreException e) {
      findings.add(
          Finding.caution(
              "redis settings",
              "cannot be read: " + e.getMessage(),
              "nobody knows whether it persists and what it evicts; archivers do not hurry when"
                  + " it fills up",
              "let the user run it: +info"));
      return;
    }
    for (String info : infos) {
      findings.addAll(
          new RedisFitness(
                  RedisInfo.fields(info), tiers.settings().waitReplicas(), tiers.clock().instant())
              .findings());
    }
  }
}
