package dev.threadstore.it.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients in several processes do everything that can be done with threads, all at once, on a real
 * Redis and a real S3 server, while connections break, answers are lost, servers and clients are
 * stopped and killed, keys are evicted and clocks are wrong; and all that they were told has an
 * explanation (G1–G10). In every second round Redis also loses, at times, what it has acknowledged
 * in the last second.
 *
 * <p>Seconds: system property {@code threadstore.it.simulate}; {@code threadstore.it.seed} makes
 * the same choices again. Journals of a round that failed stay in {@code target/simulation}, and
 * {@code threadstore.it.journals} checks them once more without running anything.
 */
@Tag("simulation")
class SimulationIT {
  private static final int ROUND_SECONDS = 15;

  /** So many even a busy machine has; a round without them has tried nothing. */
  private static final int FEWEST_ANSWERS = 10;

  /** After so many rounds every kind of fault has struck. */
  private static final int MANY_ROUNDS = 20;

  private final long seconds = Long.getLong("threadstore.it.simulate", 30);
  private final long seed = Long.getLong("threadstore.it.seed", System.nanoTime());
  private final Map<Faults.Kind, Integer> faults = new EnumMap<>(Faults.Kind.class);
  private final Map<String, Integer> replies = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();

  @TempDir private Path folder;

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS) // it lasts as long as was asked for
  void clients_underFaults_areToldWhatCanBeExplained() throws Exception {
    String recorded = System.getProperty("threadstore.it.journals");
    if (recorded != null) {
      List<Call> calls = Journal.read(Path.of(recorded));
      assertThat(HistoryChecker.violations(Round.THREADS, calls)).isEmpty();
      return;
    }
    try (Servers servers = new Servers(folder.resolve("redis"))) {
      int rounds = 0;
      for (long left = seconds; left > 0 && violations.isEmpty(); left -= ROUND_SECONDS) {
        run(servers, rounds++, Duration.ofSeconds(Math.min(left, ROUND_SECONDS)));
      }
      report(rounds);
      if (rounds >= MANY_ROUNDS) {
        assertThat(faults).containsKeys(Faults.Kind.values());
        assertThat(replies)
            .containsKeys("Append CONFLICT", "Create EXISTS", "Flush Moved", "Hydrate Moved")
            .containsKeys("Fork Made", "Delete Deleted", "Restore Changed", "Resolve Resolved");
      }
    }
    assertThat(violations).isEmpty();
  }

  private void run(Servers servers, int round, Duration length)
      throws IOException, InterruptedException {
    Path journals = Path.of("target", "simulation", seed + "-" + round).toAbsolutePath();
    Files.createDirectories(journals);
    Round.Result result = new Round(servers, seed + round, length, journals).run();
    result.faults().forEach((kind, count) -> faults.merge(kind, count, Integer::sum));
    for (Call call : result.calls()) {
      replies.merge(
          call.ask().getClass().getSimpleName() + " " + outcome(call.reply()), 1, Integer::sum);
    }
    long answered = result.calls().stream().filter(SimulationIT::isAnsweredUnderFaults).count();
    assertThat(answered).as("calls that were answered").isGreaterThan(FEWEST_ANSWERS);
    if (result.violations().isEmpty()) {
      remove(journals);
    } else {
      String where = "-Dthreadstore.it.seed=%d, journals in %s: ".formatted(seed + round, journals);
      result.violations().stream().map(where::concat).forEach(violations::add);
    }
  }

  private static boolean isAnsweredUnderFaults(Call call) {
    return call.client().startsWith(Fleet.CLIENT) && !call.isOpenEnded();
  }

  private static void remove(Path journals) throws IOException {
    try (Stream<Path> files = Files.list(journals)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(journals);
  }

  private static String outcome(Reply reply) {
    return reply instanceof Reply.Refused refused
        ? refused.reason().name()
        : reply.getClass().getSimpleName();
  }

  /** What was reached is worth a few lines in a run that passes. */
  private void report(int rounds) {
    int calls = replies.values().stream().mapToInt(Integer::intValue).sum();
    int struck = faults.values().stream().mapToInt(Integer::intValue).sum();
    System.out.printf(
        "%nsimulation: %d rounds, %d calls, %d faults, seed %d%n%s%n%s%n",
        rounds, calls, struck, seed, replies, faults);
  }
}
