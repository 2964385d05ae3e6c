package dev.threadstore.model;

import java.util.Optional;

/**
 * A thread that an archiver took for idle, and what it did.
 *
 * @param ref the thread
 * @param outcome what was done
 * @param bytes how many bytes were written to the cold store
 * @param failure what happened if it failed
 */
public record IdleThread(
    ThreadRef ref, Outcome outcome, long bytes, Optional<RuntimeException> failure) {

  /** What can become of a thread. */
  public enum Outcome {
    /** Archived, and released from Redis. */
    ARCHIVED,
    /** Released from Redis; its current version was archived already. */
    RELEASED,
    /** Left alone: somebody has used it meanwhile, or does. */
    IN_USE,
    /** Not in Redis any more; a deletion or a fork that its process abandoned is finished. */
    GONE,
    /** Not archived: see {@link FailingThread}. */
    FAILED,
    /** Not archived, because the archiver is being closed; another one will. */
    GIVEN_BACK
  }

  /**
   * A thread with which nothing went wrong.
   *
   * @param ref the thread
   * @param outcome what was done
   * @param bytes how many bytes were written to the cold store
   */
  public IdleThread(ThreadRef ref, Outcome outcome, long bytes) {
    this(ref, outcome, bytes, Optional.empty());
  }
}
