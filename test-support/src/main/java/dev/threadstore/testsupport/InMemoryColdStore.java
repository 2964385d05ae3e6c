package dev.threadstore.testsupport;

import dev.threadstore.cold.ColdKeyRule;
import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A cold store in the memory of this process, for tests. It keeps the whole contract except that
 * nothing is durable: what it holds is gone with the object.
 *
 * <p>Thread-safe; each create and each removal of one key is atomic. {@link #close} does nothing,
 * so that one object can stand for a store that is opened and closed many times.
 */
public final class InMemoryColdStore implements ColdStore {
  private final ConcurrentNavigableMap<String, StoredObject> objects =
      new ConcurrentSkipListMap<>();
  private final InstantSource clock;

  // An array in a record is fine here: nobody compares these.
  @SuppressWarnings("ArrayRecordComponent")
  private record StoredObject(byte[] bytes, Instant created) {}

  /** Creates an empty store that takes ages from the system's clock. */
  public InMemoryColdStore() {
    this(InstantSource.system());
  }

  /**
   * Creates an empty store.
   *
   * @param clock the store's own clock, from which it takes the ages of objects
   */
  public InMemoryColdStore(InstantSource clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public Optional<byte[]> read(String key) {
    return Optional.ofNullable(objects.get(ColdKeyRule.requireLegal(key)))
        .map(object -> object.bytes().clone());
  }

  @Override
  public CreateOutcome create(String key, byte[] bytes) {
    StoredObject object = new StoredObject(bytes.clone(), clock.instant());
    return objects.putIfAbsent(ColdKeyRule.requireLegal(key), object) == null
        ? CreateOutcome.CREATED
        : CreateOutcome.EXISTS;
  }

  @Override
  public void delete(Collection<String> keys) {
    List<String> legal = keys.stream().map(ColdKeyRule::requireLegal).toList();
    legal.forEach(objects::remove);
  }

  @Override
  public List<ColdObject> list(String prefix, String after, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is too small: limit=`" + limit + "` least=`1`");
    }
    Instant now = clock.instant();
    ConcurrentNavigableMap<String, StoredObject> rest =
        after.compareTo(prefix) < 0 ? objects.tailMap(prefix, true) : objects.tailMap(after, false);
    return rest.entrySet().stream()
        .takeWhile(entry -> entry.getKey().startsWith(prefix))
        .limit(limit)
        .map(entry -> listed(entry.getKey(), entry.getValue(), now))
        .toList();
  }

  /** Does nothing. */
  @Override
  public void close() {}

  private static ColdObject listed(String key, StoredObject object, Instant now) {
    Duration age = Duration.between(object.created(), now);
    // A test's clock may go back.
    return new ColdObject(key, object.bytes().length, age.isNegative() ? Duration.ZERO : age);
  }
}
