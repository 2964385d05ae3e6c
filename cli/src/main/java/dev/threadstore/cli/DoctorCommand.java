package dev.threadstore.cli;

import dev.threadstore.model.FitnessReport;
import dev.threadstore.model.FitnessReport.Finding;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code doctor}: whether the stores can keep what the library promises, and what to do if not. */
@Command(
    name = "doctor",
    description = {
      "Says whether this Redis and this cold store, as they are configured, keep what is promised,"
          + " and what to do about what does not: version, permissions, eviction, memory,"
          + " persistence, replicas, clocks, conditional creates, listings, deletions, the index of"
          + " idle threads and whether anybody archives them.",
      "Goes through all keys of Redis. Writes a few objects below probe/ in the cold store, and"
          + " removes them; changes nothing else.",
      "Ends with exit code 1 if something is unfit; cautions alone end with 0."
    },
    footer = {
      "  threadctl --redis redis://localhost:6379 --cold /srv/archive doctor",
      "  threadctl doctor --json | jq -r 'select(.level!=\"fit\").remedy'"
    })
final class DoctorCommand extends StoreCommand {

  DoctorCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode run(Session session) {
    Diagnosis diagnosis = new Diagnosis(invocation());
    diagnosis.print(findings(session));
    return diagnosis.exitCode();
  }

  private List<Finding> findings(Session session) {
    try (ProgressBar bar = new ProgressBar(terminal(), !json(), "looking at")) {
      bar.at(0, 0, "redis and the cold store …");
      FitnessReport stores = session.store().fitness();
      List<Finding> findings = new ArrayList<>(stores.findings());
      if (session.configuration().cold() instanceof BucketPlace bucket) {
        findings.add(lifecycle(bucket));
      }
      if (session.cold() != null && canBeAsked(stores)) {
        findings.addAll(session.store().indexFitness().findings());
      }
      return findings;
    }
  }

  private static boolean canBeAsked(FitnessReport stores) {
    return stores.findings().stream().noneMatch(finding -> finding.subject().equals("redis"));
  }

  /** Most credentials for a bucket may not read its rules, and need not. */
  private static Finding lifecycle(BucketPlace bucket) {
    return Finding.caution(
        "cold store: lifecycle rules",
        "not looked at",
        "G1, G10: a rule that expires objects deletes threads without a word",
        "see that none expires what is below %s: aws s3api get-bucket-lifecycle-configuration --bucket %s"
            .formatted(bucket, bucket.bucket()));
  }
}
