package dev.threadstore.model;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one pass of an archiver did.
 *
 * @param threads how many threads it took for idle, by what became of them
 * @param bytes how many bytes were written to the cold store
 * @param found how many hot threads it found that were in no index
 * @param fullness how full the fullest Redis was in the end, from 0 to 1; empty: it has no limit
 * @param took how long the pass took
 * @param end why it ended
 */
public record ArchiveReport(
    Map<IdleThread.Outcome, Long> threads,
    long bytes,
    long found,
    OptionalDouble fullness,
    Duration took,
    End end) {

  /** Copies the map. */
  public ArchiveReport {
    threads = Map.copyOf(threads);
  }

  /** Why a pass ends. */
  public enum End {
    /** No thread was idle any more. */
    NONE_LEFT,
    /** So many threads in a row failed that it is not up to the threads. */
    ALL_FAIL,
    /** The archiver is being closed. */
    CLOSED
  }

  /**
   * How many threads it took for idle.
   *
   * @return the number of all
   */
  public long looked() {
    return threads.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * How many threads had an outcome.
   *
   * @param outcome the outcome
   * @return the number of those
   */
  public long count(IdleThread.Outcome outcome) {
    return threads.getOrDefault(outcome, 0L);
  }
}
