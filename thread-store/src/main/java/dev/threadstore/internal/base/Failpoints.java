package dev.threadstore.internal.base;

/**
 * The places between the effects of the protocols, where a test can step in: make a step fail, lose
 * its answer, stop the process, or let a rival act. Every command to Redis and every call to the
 * cold store passes one of two classes, which report it here; so there is a place before and after
 * every effect of every protocol, and none can be forgotten.
 *
 * <p>A step's name is {@code redis.} and the name of its script, or {@code cold.} and the name of
 * the call. What a method throws takes the place of the step's outcome: an exception of the client
 * or of the store is treated as if they had thrown it (so it may be tried again, and is reported
 * again), an {@link Error} ends the operation there.
 *
 * <p>Called by many threads at once; may block.
 */
public interface Failpoints {

  /** Lets everything pass: what every store has outside tests. */
  Failpoints NONE = new Failpoints() {};

  /**
   * A step is about to be sent.
   *
   * @param step its name
   */
  default void before(String step) {}

  /**
   * A step has had its effect and was answered; the operation does not know it yet.
   *
   * @param step its name
   */
  default void after(String step) {}
}
