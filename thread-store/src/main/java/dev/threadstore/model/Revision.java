package dev.threadstore.model;

import java.util.Objects;

/**
 * Says exactly which content of a thread was seen or made: opaque to the caller, returned by every
 * read and change, accepted by changes as the expected one. Two equal revisions of a thread mean
 * equal histories, whatever Redis went through in between: the stamp in it is a hash over all
 * changes so far, not a counter. Immutable.
 */
public final class Revision {
  /**
   * Expected revision of a change that shall apply to whatever is there. Never returned.
   *
   * <p>A change whose answer is lost with the connection is sent again, and the thread knows it by
   * the last 16 changes that it remembers (plain appends do not count, they know themselves by
   * their message ids). After more than that in between, a change of any revision is made twice:
   * cuts, replaces or restores what others have done meanwhile. One that expects a revision is
   * never made twice, for no revision returns; it is then refused with a {@link
   * RevisionConflictException} although it was made.
   */
  public static final Revision ANY = new Revision(0, "*");

  private final long version;
  private final String stamp;

  private Revision(long version, String stamp) {
    this.version = version;
    this.stamp = stamp;
  }

  /**
   * For the library's own use and for tests.
   *
   * @param version how many changes led here; for people, never compared for equality alone
   * @param stamp the hash over the history
   * @return the revision
   */
  public static Revision of(long version, String stamp) {
    return new Revision(version, Objects.requireNonNull(stamp, "stamp"));
  }

  /**
   * Reads back what {@link #toString} wrote, for instance from a command line or a web request.
   *
   * @param text {@code <version>-<stamp>} or {@code any}
   * @return the revision
   * @throws InvalidInputException if the text is neither
   */
  public static Revision parse(String text) {
    if (text.equals("any")) {
      return ANY;
    }
    if (text.matches("(0|[1-9][0-9]{0,17})-[0-9a-f]{40}")) {
      int dash = text.indexOf('-');
      return new Revision(Long.parseLong(text.substring(0, dash)), text.substring(dash + 1));
    }
    throw new InvalidInputException(
        "not a revision (`<version>-<stamp>` or `any`): `" + text + "`");
  }

  /**
   * How many changes led here. Grows with every change of a thread; starts anew after a delete.
   *
   * @return the version, at least 1; 0 for {@link #ANY}
   */
  public long version() {
    return version;
  }

  /**
   * The hash over the thread's history.
   *
   * @return 40 hex digits; {@code *} for {@link #ANY}
   */
  public String stamp() {
    return stamp;
  }

  /**
   * Whether this is {@link #ANY}.
   *
   * @return true for {@code ANY} only
   */
  public boolean isAny() {
    return equals(ANY);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Revision that && stamp.equals(that.stamp) && version == that.version;
  }

  @Override
  public int hashCode() {
    return stamp.hashCode();
  }

  @Override
  public String toString() {
    return isAny() ? "any" : version + "-" + stamp;
  }
}
