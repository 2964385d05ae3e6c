package dev.threadstore.cold;

import org.jspecify.annotations.Nullable;

/**
 * A cold store failed or could not tell. Thrown by implementations of {@link ColdStore}; the
 * library turns it into {@code StoreUnavailableException} (or resolves it by reading back) before
 * it reaches a user of threads.
 */
public class ColdStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param message what failed, with key=`value` pairs; no credentials
   * @param cause what the backing client threw, if anything
   */
  public ColdStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
