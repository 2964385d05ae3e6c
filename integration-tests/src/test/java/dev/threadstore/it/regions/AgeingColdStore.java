package dev.threadstore.it.regions;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store whose objects can be made older, as if time had passed. */
final class AgeingColdStore implements ColdStore {
  private final ColdStore store;
  private final Map<String, Duration> createdAt = new HashMap<>();
  private Duration passed = Duration.ZERO;

  AgeingColdStore(ColdStore store) {
    this.store = store;
  }

  synchronized void pass(Duration time) {
    passed = passed.plus(time);
  }

  @Override
  public Optional<byte[]> read(String key) {
    return store.read(key);
  }

  @Override
  public CreateOutcome create(String key, byte[] bytes) {
    CreateOutcome outcome = store.create(key, bytes);
    synchronized (this) {
      createdAt.putIfAbsent(key, passed);
    }
    return outcome;
  }

  @Override
  public void delete(Collection<String> keys) {
    store.delete(keys);
    synchronized (this) {
      keys.forEach(createdAt::remove);
    }
  }

  @Override
  public List<ColdObject> list(String prefix, String after, int limit) {
    return store.list(prefix, after, limit).stream().map(this::older).toList();
  }

  private synchronized ColdObject older(ColdObject object) {
    Duration since = passed.minus(createdAt.getOrDefault(object.key(), Duration.ZERO));
    return new ColdObject(object.key(), object.size(), object.age().plus(since));
  }

  @Override
  public void close() {
    store.close();
  }
}
