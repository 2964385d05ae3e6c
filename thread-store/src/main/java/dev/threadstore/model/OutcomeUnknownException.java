package dev.threadstore.model;

import org.jspecify.annotations.Nullable;

/**
 * A change was sent and its answer never came, nor could it be asked for within the deadline: it
 * may have been made or not, now or (a command still on its way) a moment later. An append can
 * simply be repeated: message ids make it safe. For other changes read the thread and compare.
 */
public final class OutcomeUnknownException extends ThreadStoreException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param thread the thread
   * @param operation the operation's name
   * @param cause what the client threw, if anything
   */
  public OutcomeUnknownException(ThreadRef thread, String operation, @Nullable Throwable cause) {
    super("outcome unknown: thread=`%s` operation=`%s`".formatted(thread, operation), cause);
  }
}
