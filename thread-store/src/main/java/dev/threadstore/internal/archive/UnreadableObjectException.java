package dev.threadstore.internal.archive;

import org.jspecify.annotations.Nullable;

/**
 * An object in the archive is not what should stand under its key: torn, corrupted, foreign,
 * misplaced, or written by a later release. The only thing that a reader throws about an object.
 */
final class UnreadableObjectException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String problem;

  UnreadableObjectException(String problem) {
    this(problem, null);
  }

  UnreadableObjectException(String problem, @Nullable Throwable cause) {
    super(problem, cause);
    this.problem = problem;
  }

  /** What is wrong, in lower case, with the values that show it; never a payload. */
  String problem() {
    return problem;
  }
}
