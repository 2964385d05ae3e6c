package dev.threadstore.it;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Passes every call on to another store, which stays open, for tests that change one of them. */
class ForwardingColdStore implements ColdStore {
  private final ColdStore store;

  ForwardingColdStore(ColdStore store) {
    this.store = store;
  }

  @Override
  public Optional<byte[]> read(String key) {
    return store.read(key);
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

  @Override
  public void close() {}
}
