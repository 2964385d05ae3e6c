package dev.threadstore.model;

import java.util.Map;
import java.util.Optional;

/**
 * What one run of {@link ThreadNamespace#flushIdle} did.
 *
 * @param scanned how many hot threads it looked at
 * @param released how many it archived, or found archived, and released from Redis
 * @param busy how many it left alone: not idle, or changed meanwhile
 * @param gone how many turned out not to be hot (any more): abandoned deletions and forks that it
 *     finished, and threads that others released meanwhile
 * @param failures the threads that could not be flushed, and why; their hot copies are still there
 * @param next the cursor of the next run; empty: all were looked at
 */
public record IdleFlushReport(
    int scanned,
    int released,
    int busy,
    int gone,
    Map<ThreadRef, ThreadStoreException> failures,
    Optional<String> next) {

  /** Copies the map. */
  public IdleFlushReport {
    failures = Map.copyOf(failures);
  }
}
