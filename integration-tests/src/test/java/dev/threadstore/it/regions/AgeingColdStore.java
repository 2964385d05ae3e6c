package dev.threadstore.it.regions;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.testsupport.ForwardingColdStore;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A store whose objects can be made older, as if time had passed. */
final class AgeingColdStore extends ForwardingColdStore {
  private final Map<String, Duration> createdAt = new HashMap<>();
  private Duration passed = Duration.ZERO;

  AgeingColdStore(ColdStore store) {
    super(store);
  }

  synchronized void pass(Duration time) {
    passed = passed.plus(time);
  }

  @Override
  public CreateOutcome create(String key, byte[] bytes) {
    CreateOutcome outcome = super.create(key, bytes);
    synchronized (this) {
      createdAt.putIfAbsent(key, passed);
    }
    return outcome;
  }

  @Override
  public void delete(Collection<String> keys) {
    super.delete(keys);
    synchronized (this) {
      keys.forEach(createdAt::remove);
    }
  }

  @Override
  public List<ColdObject> list(String prefix, String after, int limit) {
    return super.list(prefix, after, limit).stream().map(this::older).toList();
  }

  private synchronized ColdObject older(ColdObject object) {
    Duration since = passed.minus(createdAt.getOrDefault(object.key(), Duration.ZERO));
    return new ColdObject(object.key(), object.size(), object.age().plus(since));
  }
}
