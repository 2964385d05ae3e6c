package dev.threadstore.internal.tier;

import dev.threadstore.model.FitnessReport;
import dev.threadstore.model.FitnessReport.Finding;
import dev.threadstore.model.FitnessReport.Level;
import dev.threadstore.model.ThreadStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
      for (String info : tiers.hot().info(tiers.callDeadline())) {
        checkRedis(RedisInfo.fields(info));
      }
    } catch (ThreadStoreException e) {
      add(Level.UNFIT, "redis", "cannot be asked: " + e.getMessage());
    }
    tiers
        .archive()
        .ifPresentOrElse(
            archive -> findings.addAll(archive.probe(tiers.nonces().next()).run()),
            () -> add(Level.CAUTION, "cold store", "there is none: Redis alone keeps the threads"));
    return new FitnessReport(findings);
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

    int wanted = tiers.settings().waitReplicas();
    if (wanted > 0) {
      checkReplicas(at, wanted, Integer.parseInt(info.getOrDefault("connected_slaves", "0")));
    }
  }

  private void checkReplicas(String at, int wanted, int connected) {
    String found = connected + " connected, changes wait for " + wanted;
    if (connected < wanted) {
      add(Level.UNFIT, at + "replicas", found + ": none is acknowledged");
    } else if (connected > wanted) {
      add(
          Level.CAUTION,
          at + "replicas",
          found + ": a failover may choose one that did not have the last changes");
    } else {
      add(Level.FIT, at + "replicas", found);
    }
  }

  private static int compare(String version, int major, int minor) {
    String[] parts = version.split("\\.", -1);
    int byMajor = Integer.compare(Integer.parseInt(parts[0]), major);
    return byMajor != 0 || parts.length < 2
        ? byMajor
        : Integer.compare(Integer.parseInt(parts[1]), minor);
  }

  private void add(Level level, String subject, String detail) {
    findings.add(new Finding(level, subject, detail));
  }
}
