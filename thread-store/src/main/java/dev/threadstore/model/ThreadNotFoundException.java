package dev.threadstore.model;

/**
 * There is no such thread: neither in Redis nor, where there is a cold store, in the archive. Both
 * tiers answered; a tier that fails is a {@link StoreUnavailableException}. Create the thread, or
 * look for a wrong id.
 */
public class ThreadNotFoundException extends ThreadStoreException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param thread the thread
   */
  public ThreadNotFoundException(ThreadRef thread) {
    this("no such thread: thread=`" + thread + "`");
  }

  ThreadNotFoundException(String message) {
    super(message, null);
  }
}
