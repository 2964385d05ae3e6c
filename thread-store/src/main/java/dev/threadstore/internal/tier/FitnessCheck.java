package dev.threadstore.internal.tier;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.model.FitnessReport;
import dev.threadstore.model.FitnessReport.Finding;
import dev.threadstore.model.FitnessReport.Level;
import dev.threadstore.model.ThreadStoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether Redis and the cold store, as they are configured, can keep the promises. Writes a
 * few objects below {@code probe/} of the cold store, and removes them again.
 */
public final class FitnessCheck {
  private static final int RACING_WRITERS = 16;
  private static final int RACES = 4;
  private static final int RACE_SECONDS = 30;
  private static final Duration WORST_CLOCK_SKEW = Duration.ofMinutes(5);

  private final Tiers tiers;
  private final @Nullable ColdStore coldStore;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * Prepares a check.
   *
   * @param tiers both tiers
   * @param coldStore the cold store, or null
   */
  public FitnessCheck(Tiers tiers, @Nullable ColdStore coldStore) {
    this.tiers = tiers;
    this.coldStore = coldStore;
  }

  /**
   * Runs the check once.
   *
   * @return what was found; a store that fails is a finding
   */
  public FitnessReport run() {
    try {
      for (String info : tiers.hot().info(tiers.callDeadline())) {
        checkRedis(fields(info));
      }
    } catch (ThreadStoreException e) {
      add(Level.UNFIT, "redis", "cannot be asked: " + e.getMessage());
    }
    if (coldStore == null) {
      add(Level.CAUTION, "cold store", "there is none: Redis alone keeps the threads");
    } else {
      checkWithinDeadline(coldStore);
    }
    return new FitnessReport(findings);
  }

  /** Runs the calls to the cold store on another thread, for one that hangs. */
  private void checkWithinDeadline(ColdStore store) {
    ExecutorService executor = Executors.newSingleThreadExecutor(FitnessCheck::daemon);
    List<Finding> found = new ArrayList<>();
    Future<?> check = executor.submit(() -> checkColdStore(store, found));
    try {
      check.get(tiers.settings().transferTimeout().toMillis(), TimeUnit.MILLISECONDS);
      findings.addAll(found);
    } catch (ExecutionException e) {
      findings.addAll(found);
      add(Level.UNFIT, "cold store", "fails: " + String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      add(
          Level.UNFIT,
          "cold store",
          "does not answer within " + tiers.settings().transferTimeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      add(Level.UNFIT, "cold store", "interrupted");
    } finally {
      executor.shutdownNow();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "threadstore-fitness");
    thread.setDaemon(true);
    return thread;
  }

  private void checkRedis(Map<String, String> info) {
    String at = "redis " + info.getOrDefault("tcp_port", "?") + " ";
    String version = info.getOrDefault("redis_version", "0");
    boolean supported = compare(version, 6, 2) >= 0;
    add(supported ? Level.FIT : Level.UNFIT, at + "version", version + "; 6.2 or newer is needed");

    String role = info.getOrDefault("role", "?");
    add("master".equals(role) ? Level.FIT : Level.UNFIT, at + "role", role);

    String policy = info.getOrDefault("maxmemory_policy", "?");
    boolean evictsAnything = policy.startsWith("allkeys");
    add(
        evictsAnything ? Level.UNFIT : Level.FIT,
        at + "eviction policy",
        evictsAnything
            ? policy + " evicts threads with unarchived changes; set noeviction or volatile-lru"
            : policy);

    boolean appendOnly = "1".equals(info.get("aof_enabled"));
    add(
        appendOnly ? Level.FIT : Level.CAUTION,
        at + "persistence",
        appendOnly
            ? "append-only file"
            : "no append-only file: a restart loses what was changed since the last flush; "
                + "set appendonly yes");
  }

  private void checkColdStore(ColdStore store, List<Finding> found) {
    String prefix = "probe/" + tiers.nonces().next() + "/";
    List<String> keys = new ArrayList<>();
    try {
      String problem = null;
      for (int race = 0; race < RACES && problem == null; race++) {
        String key = prefix + race;
        keys.add(key);
        problem = race(store, key);
      }
      add(
          found,
          problem == null ? Level.FIT : Level.UNFIT,
          "cold store: create if absent",
          problem == null ? "held under " + RACING_WRITERS + " racing writers" : problem);
      checkListing(store, prefix, keys, found);
    } finally {
      store.delete(keys);
    }
    boolean gone = keys.stream().map(store::read).allMatch(Optional::isEmpty);
    add(
        found,
        gone ? Level.FIT : Level.UNFIT,
        "cold store: delete",
        gone ? "deleted objects are gone" : "a deleted object can still be read");
  }

  private static void checkListing(
      ColdStore store, String prefix, List<String> keys, List<Finding> found) {
    List<ColdObject> listed = store.list(prefix, "", keys.size() + 1);
    boolean complete = listed.stream().map(ColdObject::key).toList().equals(keys);
    add(
        found,
        complete ? Level.FIT : Level.UNFIT,
        "cold store: listing",
        complete ? "complete and sorted" : "does not show what was just written, in order");
    boolean sane = listed.stream().allMatch(object -> object.age().compareTo(WORST_CLOCK_SKEW) < 0);
    add(
        found,
        sane ? Level.FIT : Level.CAUTION,
        "cold store: clock",
        sane ? "new objects are young" : "new objects look old: the store's clock is off");
  }

  /** Lets writers race for a key; what is wrong if not exactly one wins. */
  private static @Nullable String race(ColdStore store, String key) {
    ExecutorService executor = Executors.newFixedThreadPool(RACING_WRITERS, FitnessCheck::daemon);
    try {
      CyclicBarrier start = new CyclicBarrier(RACING_WRITERS);
      List<Callable<CreateOutcome>> writers = new ArrayList<>();
      for (int writer = 0; writer < RACING_WRITERS; writer++) {
        byte[] content = bytes(writer);
        writers.add(
            () -> {
              start.await();
              return store.create(key, content);
            });
      }
      List<Future<CreateOutcome>> outcomes =
          executor.invokeAll(writers, RACE_SECONDS, TimeUnit.SECONDS);
      int winner = -1;
      for (int writer = 0; writer < RACING_WRITERS; writer++) {
        if (outcomes.get(writer).get() == CreateOutcome.CREATED) {
          if (winner >= 0) {
            return "several racing writers created one object: this store overwrites silently";
          }
          winner = writer;
        }
      }
      byte[] found = store.read(key).orElse(new byte[0]);
      boolean kept = winner >= 0 && Arrays.equals(found, bytes(winner));
      return kept ? null : "the object does not hold what its creator wrote";
    } catch (CancellationException e) {
      return "racing creates did not end within " + RACE_SECONDS + " s";
    } catch (ExecutionException e) {
      return "racing creates failed: " + e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    } finally {
      executor.shutdownNow();
    }
  }

  private static byte[] bytes(int writer) {
    return ("writer " + writer).getBytes(StandardCharsets.US_ASCII);
  }

  private static int compare(String version, int major, int minor) {
    String[] parts = version.split("\\.", -1);
    int byMajor = Integer.compare(Integer.parseInt(parts[0]), major);
    return byMajor != 0 || parts.length < 2
        ? byMajor
        : Integer.compare(Integer.parseInt(parts[1]), minor);
  }

  private static Map<String, String> fields(String info) {
    Map<String, String> fields = new HashMap<>();
    info.lines()
        .filter(line -> line.contains(":"))
        .forEach(
            line ->
                fields.put(
                    line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1)));
    return fields;
  }

  private void add(Level level, String subject, String detail) {
    add(findings, level, subject, detail);
  }

  private static void add(List<Finding> to, Level level, String subject, String detail) {
    to.add(new Finding(level, subject, detail));
  }
}
