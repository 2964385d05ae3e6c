package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.testsupport.InMemoryColdStore;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A store whose content is exchanged as a whole. */
class RefilledColdStore implements ColdStore {
  private volatile InMemoryColdStore content = new InMemoryColdStore();

  void refill(InMemoryColdStore other) {
    content = other;
  }

  @Override
  public Optional<byte[]> read(String key) {
    return content.read(key);
  }

  @Override
  public CreateOutcome create(String key, byte[] bytes) {
    return content.create(key, bytes);
  }

  @Override
  public void delete(Collection<String> keys) {
    content.delete(keys);
  }

  @Override
  public List<ColdObject> list(String prefix, String after, int limit) {
    return content.list(prefix, after, limit);
  }

  @Override
  public void close() {}
}
