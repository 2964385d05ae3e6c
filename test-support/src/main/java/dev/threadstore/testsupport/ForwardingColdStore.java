package dev.threadstore.testsupport;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Passes every call on to another store, for tests that change one of them. As thread-safe as that
 * store.
 */
public class ForwardingColdStore implements ColdStore {
  private final ColdStore store;

  /**
   * Wraps a store.
   *
   * @param store to which the calls go; it is not closed with this object
   */
  protected ForwardingColdStore(ColdStore store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  @Override
  public Optional<byte[]> read(String key) {
    return store.read(key);
  }

  @Override
  public Optional<byte[]> readStart(String key, int length) {
    return store.readStart(key, length);
  }

  @Override
  public CreateOutcome create(String key, byte[] bytes) {
    return store.create(key, bytes);
  }

  @Override
  public void delete(Collection<String> keys) {
    store.delete(keys);
  }

  @Override
  public List<ColdObject> list(String prefix, String after, int limit) {
    return store.list(prefix, after, limit);
  }

  /** Does nothing: the store behind it belongs to the caller. */
  @Override
  public void close() {}
}
