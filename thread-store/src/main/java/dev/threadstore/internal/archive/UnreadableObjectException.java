package dev.threadstore.internal.archive;

import org.jspecify.annotations.Nullable;

/**
 * An object in the archive is not what should stand under its key: torn, corrupted, foreign,
 * misplaced, or written by a later release. The only thing that a reader throws about an object.
 */
final class UnreadableObjectException extends Exception {
  private static final long serialVersionUID = 1L;

  /** For a log; what an object claims to be can be megabytes long. */
  private static final int LONGEST_PROBLEM = 2000;

  private final String problem;

  UnreadableObjectException(String problem) {
    this(problem, null);
  }

  UnreadableObjectException(String problem, @Nullable Throwable cause) {
    super(abridged(problem), cause);
    this.problem = abridged(problem);
  }

  private static String abridged(String problem) {
    return problem.length() > LONGEST_PROBLEM
        ? problem.substring(0, LONGEST_PROBLEM) + "…"
        : problem;
  }

  /** What is wrong, in lower case, with the values that show it; never a payload. */
  String problem() {
    return problem;
  }
}
