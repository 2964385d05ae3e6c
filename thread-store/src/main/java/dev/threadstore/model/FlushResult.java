package dev.threadstore.model;

import java.time.Duration;

/**
 * What a flush did.
 *
 * @param outcome what was done
 * @param snapshot the number of the snapshot that now holds what was flushed; 0: none
 * @param length the number of messages in it
 * @param bytes how many bytes were written to the cold store
 * @param idle how long nobody had used a thread that was {@link Outcome#NOT_IDLE}; else zero
 */
public record FlushResult(Outcome outcome, long snapshot, long length, long bytes, Duration idle) {

  /**
   * A flush that was done, or that had nothing to do.
   *
   * @param outcome what was done
   * @param snapshot the number of the snapshot that now holds what was flushed; 0: none
   * @param length the number of messages in it
   * @param bytes how many bytes were written to the cold store
   */
  public FlushResult(Outcome outcome, long snapshot, long length, long bytes) {
    this(outcome, snapshot, length, bytes, Duration.ZERO);
  }

  /**
   * A flush of a thread that was not idle for long enough.
   *
   * @param snapshot the number of the snapshot on which it builds; 0: none
   * @param length the number of its messages
   * @param idle how long nobody had used it
   * @return the result
   */
  public static FlushResult notIdle(long snapshot, long length, Duration idle) {
    return new FlushResult(Outcome.NOT_IDLE, snapshot, length, 0, idle);
  }

  /** What a flush can do. */
  public enum Outcome {
    /** A new snapshot was written (or one that this thread's own earlier flush had left). */
    ARCHIVED,
    /** The current version was archived already. */
    ALREADY_ARCHIVED,
    /**
     * A new snapshot was written, but the thread has changed meanwhile: the hot copy stays, with
     * changes that are not archived yet.
     */
    CHANGED_MEANWHILE,
    /** Nothing: the thread is not in Redis. */
    NOT_HOT,
    /** Nothing: the thread has not been idle for long enough. */
    NOT_IDLE,
    /** Nothing: there is no cold store. */
    NO_COLD_STORE
  }

  /**
   * Whether what Redis had at the time is safe in the cold store.
   *
   * @return true for {@code ARCHIVED} and {@code ALREADY_ARCHIVED}
   */
  public boolean isArchived() {
    return outcome == Outcome.ARCHIVED || outcome == Outcome.ALREADY_ARCHIVED;
  }
}
