package dev.threadstore.model;

import java.time.Duration;

/**
 * What waits for an archiver: as far as the index of hot threads knows, which no promise rests on.
 *
 * @param entries how many threads may be hot, with or without unarchived changes, at most: one that
 *     was released stays until an archiver looks at it, and one that is worked on can count twice
 * @param waiting how many of them an archiver would look at now; some may turn out to be in use
 * @param failing how many could not be archived: see {@link FailingThread}
 * @param lag for how long the first of them has been waiting, beyond the time for which threads are
 *     left idle
 */
public record ArchiveBacklog(long entries, long waiting, long failing, Duration lag) {

  /** What waits where there is nothing. */
  public static final ArchiveBacklog NONE = new ArchiveBacklog(0, 0, 0, Duration.ZERO);

  /**
   * Takes two parts together.
   *
   * @param other the other part
   * @return what waits in either
   */
  public ArchiveBacklog plus(ArchiveBacklog other) {
    return new ArchiveBacklog(
        entries + other.entries,
        waiting + other.waiting,
        failing + other.failing,
        lag.compareTo(other.lag) > 0 ? lag : other.lag);
  }
}
