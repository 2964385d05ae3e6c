package dev.threadstore.model;

import java.util.Map;
import java.util.Set;

/**
 * A thread's labels: up to 32 short strings with names, such as its owner, agent and title, by
 * which it is {@linkplain ThreadNamespace#find found} in either tier without being read. They live,
 * move and are versioned with the messages; a fork has those of its source, and a restore keeps
 * those that the thread has. Each call is atomic, and leaves labels of other names as they are.
 * Thread-safe.
 *
 * <p>A name is 1 to 63 of {@code a-z 0-9 . _ -}, and begins with a letter or digit. A value is 1 to
 * 256 bytes of UTF-8 without control characters.
 *
 * <p>All methods throw what {@link ThreadState} throws.
 */
public interface ThreadLabels {

  /**
   * Reads the labels. Brings nothing to Redis.
   *
   * @return the thread's revision and its labels, values by name
   */
  Versioned<Map<String, String>> load();

  /**
   * Sets labels.
   *
   * @param labels new values by name
   * @param expected the revision that the thread must be at, or {@link Revision#ANY}
   * @return the thread's revision afterwards; the old one if it had them all
   * @throws InvalidInputException if a name or value cannot be
   * @throws LimitExceededException if the thread would have too many
   */
  ChangeResult put(Map<String, String> labels, Revision expected);

  /**
   * Removes labels.
   *
   * @param names their names; those that the thread does not have are no error
   * @param expected the revision that the thread must be at, or {@link Revision#ANY}
   * @return the thread's revision afterwards; the old one if it had none of them
   * @throws InvalidInputException if a name cannot be
   */
  ChangeResult remove(Set<String> names, Revision expected);
}
