package dev.threadstore.model;

/**
 * A thread with this id exists already, in Redis or in the archive, so it was not created or forked
 * onto. It was not changed. Use the existing one, or another id.
 */
public final class ThreadExistsException extends ThreadStoreException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param thread the thread
   */
  public ThreadExistsException(ThreadRef thread) {
    super("thread exists already: thread=`" + thread + "`", null);
  }
}
