package dev.threadstore.model;

import org.jspecify.annotations.Nullable;

/**
 * Root of everything this library throws on purpose, except {@link NullPointerException} for a null
 * argument and {@link UnsupportedOperationException} where there is no cold store. Unchecked. Each
 * subclass asks for a different reaction of the caller; its Javadoc says which. Messages name
 * threads, ids, limits and keys, never message bodies or credentials.
 */
public abstract class ThreadStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ThreadStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
