package dev.threadstore.cold.s3;

import dev.threadstore.cold.ColdStoreException;

/**
 * A store was tried out and does not keep what every promise rests on. Trying again does not help:
 * use another store, or other settings. Thrown by {@link S3ColdStoreBuilder#open}.
 */
public final class UnfitStoreException extends ColdStoreException {
  private static final long serialVersionUID = 1L;

  UnfitStoreException(String message) {
    super(message, null);
  }
}
