package dev.threadstore.benchmarks;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A cold store that is as far away as S3 in the same region: each request takes {@link #LATENCY}
 * longer, and its bytes come at {@value #BYTES_PER_SECOND} a second. Both are from the S3 User
 * Guide, "Best practices design patterns": 100 to 200 ms to the first byte, 85 to 90 MB/s for one
 * request. Thread-safe.
 */
final class DistantColdStore implements ColdStore {
  private static final Duration LATENCY = Duration.ofMillis(100);
  private static final long BYTES_PER_SECOND = 85_000_000;

  private final ColdStore near;

  DistantColdStore(ColdStore near) {
    this.near = near;
  }

  @Override
  public Optional<byte[]> read(String key) {
    Optional<byte[]> found = near.read(key);
    travel(found.map(bytes -> bytes.length).orElse(0));
    return found;
  }

  @Override
  public CreateOutcome create(String key, byte[] bytes) {
    travel(bytes.length);
    return near.create(key, bytes);
  }

  @Override
  public void delete(Collection<String> keys) {
    travel(0);
    near.delete(keys);
  }

  @Override
  public List<ColdObject> list(String prefix, String after, int limit) {
    travel(0);
    return near.list(prefix, after, limit);
  }

  @Override
  public void close() {
    near.close();
  }

  private static void travel(int bytes) {
    try {
      TimeUnit.NANOSECONDS.sleep(
          LATENCY.toNanos() + bytes * TimeUnit.SECONDS.toNanos(1) / BYTES_PER_SECOND);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
