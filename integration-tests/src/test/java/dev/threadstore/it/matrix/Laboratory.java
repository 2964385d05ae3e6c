package dev.threadstore.it.matrix;

import dev.threadstore.Failing;
import dev.threadstore.ThreadStore;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.it.Note;
import dev.threadstore.it.RedisFixture;
import dev.threadstore.model.ThreadStoreSettings;
import java.time.Duration;

/** Two Redises and one folder in which the cells of a matrix run. */
final class Laboratory implements AutoCloseable {
  private static final ThreadStoreSettings SETTINGS =
      ThreadStoreSettings.builder().forkPatience(Duration.ofMillis(60)).build();

  private final RedisFixture redis;
  private final ColdStore cold;
  private final ThreadStore<Note> store;
  private final ThreadStore<Note> elsewhere;

  Laboratory(RedisFixture redis, RedisFixture other, ColdStore cold) {
    this.redis = redis;
    this.cold = cold;
    store = open(Failpoints.NONE);
    elsewhere = other.store().coldStore(cold).settings(SETTINGS).build();
  }

  RedisFixture redis() {
    return redis;
  }

  /** A store that nobody disturbs. */
  ThreadStore<Note> store() {
    return store;
  }

  /** The same on another Redis, with the same folder. */
  ThreadStore<Note> elsewhere() {
    return elsewhere;
  }

  ThreadStore<Note> open(Failpoints failpoints) {
    return Failing.at(failpoints, redis.store().coldStore(cold).settings(SETTINGS)).build();
  }

  /** From now on Redis refuses whatever needs memory. */
  void fill() {
    redis.commands().configSet("maxmemory", "1");
  }

  /** Redis has memory again. */
  void relieve() {
    redis.commands().configSet("maxmemory", "0");
  }

  @Override
  public void close() {
    store.close();
    elsewhere.close();
  }
}
