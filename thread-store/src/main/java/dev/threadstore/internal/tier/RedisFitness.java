package dev.threadstore.internal.tier;

import dev.threadstore.model.FitnessReport.Finding;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the INFO of one Redis says about its fitness. For one use. */
final class RedisFitness {
  private static final Duration WORST_CLOCK_SKEW = Duration.ofMinutes(1);
  private static final double NEARLY_FULL = 0.9;

  private final Map<String, String> info;
  private final int replicasWanted;
  private final Instant now;
  private final String at;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param info the fields of the INFO
   * @param replicasWanted for how many replicas changes wait
   * @param now the time of this machine when the INFO came
   */
  RedisFitness(Map<String, String> info, int replicasWanted, Instant now) {
    this.info = info;
    this.replicasWanted = replicasWanted;
    this.now = now;
    at = "redis " + info.getOrDefault("tcp_port", "?") + " ";
  }

  List<Finding> findings() {
    checkVersion();
    checkRole();
    checkEviction();
    checkMemory();
    checkPersistence();
    checkClock();
    if (replicasWanted > 0) {
      checkReplicas();
    }
    return findings;
  }

  private void checkVersion() {
    String version = info.getOrDefault("redis_version", "0");
    if (compare(version, 6, 2) >= 0) {
      fit("version", version);
    } else {
      unfit(
          "version",
          version + "; 6.2 or newer is needed",
          "G1: scripts use what it does not have, and may fail in their middle",
          "upgrade it");
    }
  }

  private void checkRole() {
    String role = info.getOrDefault("role", "?");
    if (role.equals("master")) {
      fit("role", role);
    } else {
      unfit(
          "role",
          role,
          "G1: it refuses changes, and may lag behind its master",
          "connect to the master, by its address or through Sentinel");
    }
  }

  private void checkEviction() {
    String policy = info.getOrDefault("maxmemory_policy", "?");
    if (policy.startsWith("allkeys")) {
      unfit(
          "eviction policy",
          policy + " evicts threads with unarchived changes",
          "G6: what is evicted before it is archived is lost, and reported when it is missed",
          "set maxmemory-policy noeviction, or volatile-lru");
    } else {
      fit("eviction policy", policy);
    }
  }

  private void checkMemory() {
    long used = number("used_memory");
    long limit = number("maxmemory");
    long machine = number("total_system_memory");
    if (limit > 0 && used >= NEARLY_FULL * limit) {
      caution(
          "memory",
          share(used, limit) + " of maxmemory is used",
          "a full Redis refuses appends (StoreUnavailableException); nothing is lost",
          "run more archivers, let them leave threads idle for less time, or raise maxmemory");
    } else if (limit == 0 && machine > 0 && used >= NEARLY_FULL * machine) {
      caution(
          "memory",
          share(used, machine) + " of the machine's memory is used, and maxmemory is not set",
          "G1: a Redis that the system kills for its memory loses what it has not written",
          "set maxmemory below what the machine has; archivers then see that it fills up");
    } else {
      fit(
          "memory",
          limit > 0
              ? share(used, limit) + " of maxmemory is used"
              : "no maxmemory, so archivers do not hurry when it fills up");
    }
  }

  private void checkPersistence() {
    if ("1".equals(info.get("aof_enabled"))) {
      fit("persistence", "append-only file");
    } else {
      caution(
          "persistence",
          "no append-only file",
          "G1: a restart loses what was changed since the last flush of each thread",
          "set appendonly yes");
    }
  }

  private void checkClock() {
    long micros = number("server_time_usec");
    if (micros == 0) {
      return; // some servers do not tell
    }
    Duration skew = Duration.between(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), now);
    String detail =
        "%d s %s this machine's"
            .formatted(skew.abs().toSeconds(), skew.isNegative() ? "ahead of" : "behind");
    if (skew.abs().compareTo(WORST_CLOCK_SKEW) <= 0) {
      fit("clock", detail);
    } else {
      caution(
          "clock",
          detail,
          "times in histories mislead people; no promise rests on a clock",
          "let NTP set the clocks of both machines");
    }
  }

  private void checkReplicas() {
    int connected = Math.toIntExact(number("connected_slaves"));
    String found = connected + " connected, changes wait for " + replicasWanted;
    if (connected < replicasWanted) {
      unfit(
          "replicas",
          found,
          "no change is acknowledged (TooFewReplicasException)",
          "connect more replicas, or let waitForReplicas ask for fewer");
    } else if (connected > replicasWanted) {
      caution(
          "replicas",
          found,
          "G1: a failover may choose one that did not have the last changes",
          "let waitForReplicas ask for all of them, or see docs/operations.md");
    } else {
      fit("replicas", found);
    }
  }

  private void fit(String subject, String detail) {
    findings.add(Finding.fit(at + subject, detail));
  }

  private void caution(String subject, String detail, String risk, String remedy) {
    findings.add(Finding.caution(at + subject, detail, risk, remedy));
  }

  private void unfit(String subject, String detail, String risk, String remedy) {
    findings.add(Finding.unfit(at + subject, detail, risk, remedy));
  }

  private long number(String field) {
    return Long.parseLong(info.getOrDefault(field, "0"));
  }

  private static String share(long part, long whole) {
    return String.format(Locale.ROOT, "%.0f %%", 100.0 * part / whole);
  }

  private static int compare(String version, int major, int minor) {
    String[] parts = version.split("\\.", -1);
    int byMajor = Integer.compare(Integer.parseInt(parts[0]), major);
    return byMajor != 0 || parts.length < 2
        ? byMajor
        : Integer.compare(Integer.parseInt(parts[1]), minor);
  }
}
