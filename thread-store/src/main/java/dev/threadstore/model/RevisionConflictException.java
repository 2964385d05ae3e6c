package dev.threadstore.model;

/**
 * The thread is no longer (or not) at the expected revision, so the change was not made. Read
 * again, decide again.
 */
public final class RevisionConflictException extends ThreadStoreException {
  private static final long serialVersionUID = 1L;

  private final transient Revision expected;
  private final transient Revision found;

  /**
   * Creates one.
   *
   * @param thread the thread
   * @param expected the revision that the caller expected
   * @param found the revision that the thread is at
   */
  public RevisionConflictException(ThreadRef thread, Revision expected, Revision found) {
    super(
        "thread has changed: thread=`%s` expected=`%s` found=`%s`"
            .formatted(thread, expected, found),
        null);
    this.expected = expected;
    this.found = found;
  }

  /**
   * The revision that the caller expected.
   *
   * @return the expected revision
   */
  public Revision expected() {
    return expected;
  }

  /**
   * The revision that the thread is at.
   *
   * @return the revision found
   */
  public Revision found() {
    return found;
  }
}
