package dev.threadstore.model;

/**
 * Redis has only part of a thread with unarchived changes: some of its keys were evicted, expired
 * or overwritten by somebody else. Nothing was dropped. With a cold store, {@code restore} or
 * {@code resolve(keepCold)} go back to a snapshot, giving up what was not archived; {@code delete}
 * gives up all. Set Redis' {@code maxmemory-policy} to {@code noeviction} or {@code volatile-*}.
 */
public final class DamagedHotCopyException extends ThreadStoreException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param thread the thread
   * @param problem what is missing or contradictory
   */
  public DamagedHotCopyException(ThreadRef thread, String problem) {
    super("hot copy is damaged: thread=`%s` problem=`%s`".formatted(thread, problem), null);
  }
}
