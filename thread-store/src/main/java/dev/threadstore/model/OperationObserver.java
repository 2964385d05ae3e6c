package dev.threadstore.model;

/**
 * Sees each operation of a store from its beginning to its end: for timers and traces. What is done
 * with threads, whoever does it, a {@link ThreadListener} hears; what an archiver does, an {@link
 * ArchiveListener}.
 *
 * <p>Called by many threads at once; soon done, for the caller waits. What it throws is logged and
 * changes nothing.
 */
public interface OperationObserver {

  /**
   * An operation begins. Called on the thread that called it.
   *
   * @param operation what is about to be done
   * @return hears how it ends
   */
  End begin(Operation operation);

  /** Hears how an operation ends: one of its methods is called, once, on the same thread. */
  interface End {

    /** The operation returns a result. */
    void succeeded();

    /**
     * The operation throws.
     *
     * @param failure what it throws
     */
    void failed(Throwable failure);
  }
}
