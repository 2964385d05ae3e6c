package dev.threadstore.it.simulation;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.testsupport.ForwardingColdStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A cold store that is slow at times, and fails before or after the effect; and on which time runs
 * fast, so that objects come of age while a test lasts.
 */
final class RoughColdStore extends ForwardingColdStore {
  private static final int MOST_MILLIS = 300;

  private final Random random;
  private final int speed;

  /**
   * Wraps a store.
   *
   * @param store stays open
   * @param speed how much older objects are said to be than they are
   */
  RoughColdStore(ColdStore store, Random random, int speed) {
    super(store);
    this.random = random;
    this.speed = speed;
  }

  @Override
  public Optional<byte[]> read(String key) {
    return roughly(() -> super.read(key));
  }

  @Override
  public CreateOutcome create(String key, byte[] bytes) {
    return roughly(() -> super.create(key, bytes));
  }

  @Override
  public void delete(Collection<String> keys) {
    roughly(
        () -> {
          super.delete(keys);
          return keys;
        });
  }

  @Override
  public List<ColdObject> list(String prefix, String after, int limit) {
    return roughly(() -> super.list(prefix, after, limit)).stream()
        .map(object -> new ColdObject(object.key(), object.size(), aged(object.age())))
        .toList();
  }

  private Duration aged(Duration age) {
    return age.multipliedBy(speed);
  }

  private <T> T roughly(Supplier<T> call) {
    int dice = random.nextInt(100);
    if (dice == 0) {
      throw new ColdStoreException("failed, and nothing was done", null);
    } else if (dice < 3) {
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(MOST_MILLIS)).toNanos());
    }
    T answer = call.get();
    if (dice == 3) {
      throw new ColdStoreException("failed, and it was done", null);
    } else if (dice < 6) {
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(MOST_MILLIS)).toNanos());
    }
    return answer;
  }
}
