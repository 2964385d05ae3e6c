package dev.threadstore.model;

/**
 * * The thread is not in Redis, and {@link HydrateOnUse#NEVER} forbids to bring it there unasked,
 * or {@code resolve} found no hot copy. It may be archived: call {@code hydrate}.
 */
public final class ThreadNotHotException extends ThreadStoreException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param thread the thread
   */
  public ThreadNotHotException(ThreadRef thread) {
    super("thread is not in Redis: thread=`" + thread + "`", null);
  }
}
