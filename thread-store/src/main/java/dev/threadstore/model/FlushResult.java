package dev.threadstore.model;

/**
 * What a flush did.
 *
 * @param outcome what was done
 * @param snapshot the number of the snapshot that now holds what was flushed; 0: none
 * @param length the number of messages in it
 * @param bytes how many bytes were written to the cold store
 */
public record FlushResult(Outcome outcome, long snapshot, long length, long bytes) {

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
