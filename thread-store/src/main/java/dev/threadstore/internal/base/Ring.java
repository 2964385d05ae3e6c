package dev.threadstore.internal.base;

import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.Revision;
import java.util.Optional;

/**
 * The memory of a thread's last changes, with which a change finds out that it was made already. It
 * moves with the thread. A line for each: nonce, time, and what it answered.
 */
public final class Ring {
  private Ring() {}

  /**
   * Looks for a change.
   *
   * @param ring the lines
   * @param nonce the change's
   * @return what it answered, or empty if it is not remembered
   */
  public static Optional<ChangeResult> find(String ring, String nonce) {
    return ring.lines()
        .map(line -> line.split(" ", -1))
        .filter(words -> words[0].equals(nonce))
        .map(
            words ->
                new ChangeResult(
                    Revision.of(Long.parseLong(words[2]), words[3]), Long.parseLong(words[4])))
        .findFirst();
  }
}
