package dev.threadstore.model;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * A thread's copy in Redis, as it was found without using it.
 *
 * @param ref the thread
 * @param state how it stands
 * @param length the number of its messages; 0 unless it can be read
 * @param idle how long nobody has used it, as {@link TieredThreadManager#flushIfIdle} counts it; 0
 *     unless it can be read
 * @param bytes about how much memory it takes, as Redis' {@code MEMORY USAGE} estimates from a few
 *     elements of each key; empty if Redis does not tell, or the copy cannot be read
 */
public record HotCopy(ThreadRef ref, State state, long length, Duration idle, OptionalLong bytes) {

  /** How a copy stands. */
  public enum State {
    /** It has changes that are in no snapshot. */
    UNARCHIVED,
    /** Its current version is archived. */
    ARCHIVED,
    /** The thread is being deleted or forked to. */
    BUSY,
    /** Only part of it is there, and that was not archived. */
    DAMAGED
  }
}
