package dev.threadstore.model;

import org.jspecify.annotations.Nullable;

/**
 * An argument cannot be stored: an id that is empty or not valid Unicode, the same message id twice
 * in one replacement, a message that the codec cannot encode. Nothing was written. Mend the
 * argument; a retry fails again.
 */
public class InvalidInputException extends ThreadStoreException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param message what is wrong with what
   */
  public InvalidInputException(String message) {
    this(message, null);
  }

  /**
   * Creates one.
   *
   * @param message what is wrong with what
   * @param cause why, for instance what a codec threw
   */
  public InvalidInputException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
