package dev.threadstore.internal.hot;

import dev.threadstore.model.Revision;
import java.time.Duration;

/**
 * What is under way on a thread that refuses reads and writes: a deletion or a fork from the
 * archive.
 *
 * @param text as it stands in the head: {@code deleting:<token>} or {@code
 *     forking:<token>:<number>}
 * @param age since when, by Redis' clock
 * @param sealed the revision at which a deletion sealed the hot copy; version 0 and an empty stamp
 *     if nothing was hot
 */
public record Phase(String text, Duration age, Revision sealed) {

  static final String DELETING = "deleting:";
  static final String FORKING = "forking:";

  /**
   * The phase of a deletion that has just been begun.
   *
   * @param token its token
   * @param sealed the revision that it sealed
   * @return the phase
   */
  static Phase deleting(String token, Revision sealed) {
    return new Phase(DELETING + token, Duration.ZERO, sealed);
  }

  /**
   * The phase of a fork that has just been begun.
   *
   * @param token its token
   * @param number the number of the snapshot that is being written
   * @return the phase
   */
  static Phase forking(String token, long number) {
    return new Phase(FORKING + token + ":" + number, Duration.ZERO, Revision.of(0, ""));
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
