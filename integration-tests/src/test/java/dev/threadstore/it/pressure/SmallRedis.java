package dev.threadstore.it.pressure;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.it.Note;
import dev.threadstore.it.RedisFixture;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.testsupport.RedisServer;

/** A Redis that gets small, and a store on it. */
final class SmallRedis implements AutoCloseable {
  /** Head, log, ids. */
  private static final int KEYS_OF_A_THREAD = 3;

  private final RedisServer server = RedisServer.start();
  private final RedisFixture redis = RedisFixture.on(server);
  private final ThreadStore<Note> store;

  SmallRedis(ColdStore cold) {
    store = redis.store().coldStore(cold).build();
  }

  ThreadStore<Note> store() {
    return store;
  }

  /**
   * From now on there is only so much room.
   *
   * @param policy what happens when it is used up, in Redis' words
   * @param bytes beyond what is used now
   */
  void leaveRoom(String policy, long bytes) {
    redis.commands().configSet("maxmemory-policy", policy);
    redis.commands().configSet("maxmemory", Long.toString(info("used_memory") + bytes));
  }

  /** From now on everything fits. */
  void grow() {
    redis.commands().configSet("maxmemory", "0");
  }

  /** Whether some keys of a thread are gone, and others are there. */
  boolean hasInPart(ThreadRef ref) {
    int keys = redis.keysOf(ref).size();
    return keys > 0 && keys < KEYS_OF_A_THREAD;
  }

  long evictedKeys() {
    return info("evicted_keys");
  }

  private long info(String field) {
    return redis
        .commands()
        .info()
        .lines()
        .filter(line -> line.startsWith(field + ":"))
        .mapToLong(line -> Long.parseLong(line.substring(field.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    store.close();
    redis.close();
    server.close();
  }
}
