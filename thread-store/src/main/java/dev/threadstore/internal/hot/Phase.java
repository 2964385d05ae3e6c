package dev.threadstore.internal.hot;

import dev.threadstore.model.Revision;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What is under way on a thread that refuses reads and writes: a deletion or a fork from the
 * archive.
 *
 * @param text as it stands in the head: {@code deleting:<token>} or {@code
 *     forking:<token>:<number>}
 * @param age since when, by Redis' clock
 * @param sealed the revision at which a deletion sealed the hot copy; version 0 and an empty stamp
 *     if nothing was hot
 * @param aim the number noted for a deletion's tombstone; 0: there will be none, the seal only
 *     holds the place
 */
public record Phase(String text, Duration age, Revision sealed, long aim) {

  static final String DELETING = "deleting:";
  static final String FORKING = "forking:";

  private static final Pattern TEXT =
      Pattern.compile(DELETING + "[^:]+|" + FORKING + "[^:]+:(0|[1-9][0-9]{0,17})");

  /**
   * Checks the text.
   *
   * @throws IllegalArgumentException if it is not of this form
   */
  public Phase {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException("not a phase: text=`" + text + "`");
    }
  }

  /** A deletion that has just been begun. */
  static Phase deleting(String token, Revision sealed, long aim) {
    return new Phase(DELETING + token, Duration.ZERO, sealed, aim);
  }

  /** A fork that has just been begun. */
  static Phase forking(String token, long number) {
    return new Phase(FORKING + token + ":" + number, Duration.ZERO, Revision.of(0, ""), 0);
  }

  /**
   * Whether this is the same deletion or fork, however far it is.
   *
   * @param other another phase
   * @return true if it is
   */
  public boolean continues(Phase other) {
    return text.equals(other.text);
  }

  /**
   * Whether it is a deletion.
   *
   * @return true for a deletion, false for a fork
   */
  public boolean isDeletion() {
    return text.startsWith(DELETING);
  }

  /**
   * The operation's token, which is also the writer token of the object that it writes.
   *
   * @return the token
   */
  public String token() {
    return text.split(":", -1)[1];
  }

  /**
   * The snapshot that a fork is writing.
   *
   * @return its number
   */
  public long number() {
    return Long.parseLong(text.split(":", -1)[2]);
  }
}
