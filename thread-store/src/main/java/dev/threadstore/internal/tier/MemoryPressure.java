package dev.threadstore.internal.tier;

import dev.threadstore.internal.hot.HotTier;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.StoreUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;

/** How full Redis is, and for how long threads are left idle therefore. Asks once a second. */
final class MemoryPressure {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Tiers tiers;
  private final IdleArchiverSettings settings;
  private OptionalDouble fullness = OptionalDouble.empty();
  private long staleAt = System.nanoTime();

  MemoryPressure(Tiers tiers, IdleArchiverSettings settings) {
    this.tiers = tiers;
    this.settings = settings;
  }

  /** How full the fullest master is; empty if none has a limit, or it cannot be told. */
  synchronized OptionalDouble fullness() {
    if (staleAt - System.nanoTime() <= 0) {
      fullness = settings.pressureFrom() < 1 ? ask(tiers.hot()) : OptionalDouble.empty();
      staleAt = System.nanoTime() + FRESH.toNanos();
    }
    return fullness;
  }

  private OptionalDouble ask(HotTier hot) {
    try {
      return hot.info(tiers.callDeadline()).stream()
          .map(RedisInfo::fields)
          .filter(info -> number(info, "maxmemory") > 0)
          .mapToDouble(info -> (double) number(info, "used_memory") / number(info, "maxmemory"))
          .max();
    } catch (StoreUnavailableException e) {
      // Perhaps INFO is not allowed. Whether threads can be archived will be seen.
      return OptionalDouble.empty();
    }
  }

  private static long number(Map<String, String> info, String field) {
    return Long.parseLong(info.getOrDefault(field, "0"));
  }

  /** How long threads of a namespace are left idle now. */
  Duration idle(String namespace) {
    Duration usual = settings.idle(namespace);
    OptionalDouble full = fullness();
    return full.isEmpty()
        ? usual
        : shrunk(usual, settings.leastIdle(), settings.pressureFrom(), full.getAsDouble());
  }

  /** What is left of a time when Redis is so full: evenly less, from one fullness on up to 1. */
  static Duration shrunk(Duration usual, Duration least, double from, double full) {
    if (full <= from || usual.compareTo(least) <= 0) {
      return usual;
    }
    double part = Math.min(1, (full - from) / (1 - from));
    return usual.minusNanos((long) (usual.minus(least).toNanos() * part));
  }
}
