package dev.threadstore.testsupport;

import java.util.List;

/**
 * One call of a cold store.
 *
 * @param operation which operation
 * @param keys the key that was read or created, the keys that were to be deleted, or the prefix
 *     that was listed
 */
public record ColdCall(ColdOperation operation, List<String> keys) {
  /** Copies the keys. */
  public ColdCall {
    keys = List.copyOf(keys);
  }
}
