package dev.threadstore.model;

import org.jspecify.annotations.Nullable;

/**
 * Redis or the cold store failed, refused, or did not answer within the deadline. The operation had
 * no effect that is visible to readers of the thread, or it is safe to repeat and says so. Retry
 * later; look at {@link #tier()} and the cause.
 */
public final class StoreUnavailableException extends ThreadStoreException {
  private static final long serialVersionUID = 1L;

  private final Tier tier;

  /**
   * Creates one.
   *
   * @param tier which store failed
   * @param message what failed
   * @param cause what the client threw, if anything
   */
  public StoreUnavailableException(Tier tier, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.tier = tier;
  }

  /**
   * Which store failed.
   *
   * @return {@link Tier#HOT} for Redis, {@link Tier#ARCHIVED} for the cold store
   */
  public Tier tier() {
    return tier;
  }
}
