package dev.threadstore.benchmarks;

import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.testsupport.RedisCluster;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * What a failover of a cluster loses of what was acknowledged, how long it takes, and what it costs
 * to lose nothing.
 *
 * <p>Argument: the number of failovers in each row.
 */
final class FailoverBenchmark {
  private static final PrintStream OUT = System.out;

  private FailoverBenchmark() {}

  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    OUT.println(
        "| setting | replica | failovers | appends acknowledged | lost | most in one | appends again"
            + " after, ms (median, most) |");
    OUT.println("|---|---|---|---|---|---|---|");
    ThreadStoreSettings waiting =
        ThreadStoreSettings.builder().waitForReplicas(1, Duration.ofMillis(500)).build();
    try (RedisCluster cluster =
        RedisCluster.builder()
            .replicasPerMaster(1)
            .config("cluster-replica-validity-factor 0")
            .start()) {
      for (Duration lag : new Duration[] {Duration.ZERO, Duration.ofMillis(500)}) {
        row("none", ThreadStoreSettings.defaults(), cluster, lag, rounds);
        row("`waitForReplicas(1, …)`", waiting, cluster, lag, rounds);
      }
    }
    OUT.println();
    ReplicationCost.measure();
  }

  private static void row(
      String name, ThreadStoreSettings settings, RedisCluster cluster, Duration lag, int rounds)
      throws Exception {
    try (FailoverRounds failovers = new FailoverRounds(cluster, settings, lag)) {
      FailoverRounds.Toll toll = failovers.run(rounds);
      OUT.printf(
          Locale.ROOT,
          "| %s | %s | %d | %d | %d | %d | %.0f, %.0f |%n",
          name,
          lag.isZero() ? "keeps up" : "stood still for " + lag.toMillis() + " ms",
          rounds,
          toll.acknowledged(),
          toll.lost(),
          toll.mostLost(),
          toll.medianMillis(),
          toll.mostMillis());
    }
  }
}
