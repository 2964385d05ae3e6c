package dev.threadstore.model;

/**
 * The thread was deleted, and the archive still knows it. Treat it as not found; the same id can be
 * created afresh.
 */
public final class ThreadDeletedException extends ThreadNotFoundException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param thread the thread
   */
  public ThreadDeletedException(ThreadRef thread) {
    super("thread was deleted: thread=`" + thread + "`");
  }
}
