package dev.threadstore.it.simulation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A few threads from their creation to the end, under clients and faults that follow a seed. */
final class Round {
  /** Forks lead from earlier ones to later ones. */
  static final List<String> THREADS = List.of("a", "b", "c", "d", "e", "f");

  /** A day passes in the bucket while half a minute passes here, and calls take seconds at most. */
  private static final int SPEED = 2880;

  private final Servers servers;
  private final long seed;
  private final Duration length;
  private final boolean mayGoBack;
  private final Path folder;

  /**
   * What a round came to.
   *
   * @param violations broken promises; empty if all held
   */
  record Result(List<Call> calls, Map<Faults.Kind, Integer> faults, List<String> violations) {}

  /**
   * Prepares a round. In one with an odd seed, Redis may lose what it has acknowledged.
   *
   * @param folder an empty one, for journals
   */
  Round(Servers servers, long seed, Duration length, Path folder) {
    this.servers = servers;
    this.seed = seed;
    this.mayGoBack = Math.floorMod(seed, 2) == 1;
    this.length = length;
    this.folder = folder;
  }

  Result run() throws IOException, InterruptedException {
    Random random = new Random(seed);
    String namespace = "sim" + System.nanoTime();
    Map<Faults.Kind, Integer> counts;
    try (Fleet fleet =
            new Fleet(servers, namespace, THREADS, new Random(random.nextLong()), folder, SPEED);
        Journal journal = new Journal(folder, "faults");
        Faults faults =
            new Faults(servers, fleet, new Random(random.nextLong()), mayGoBack, journal)) {
      fleet.awaitWork();
      faults.strike(length);
      fleet.stop();
      counts = faults.counts();
    }
    List<String> violations = new Aftermath(namespace, THREADS, mayGoBack).look(servers, folder);
    List<Call> calls = Journal.read(folder);
    violations.addAll(HistoryChecker.violations(THREADS, calls));
    return new Result(calls, counts, violations);
  }
}
