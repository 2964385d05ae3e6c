package dev.threadstore.it;

import java.util.EnumMap;
import java.util.Map;

/** The kinds of Redis that every suite runs on. Each is started once and dies with this JVM. */
enum RedisEngine {
  REDIS_7,
  REDIS_6_2,
  CLUSTER;

  private static final Map<RedisEngine, RedisFixture> STARTED = new EnumMap<>(RedisEngine.class);

  RedisFixture fixture() {
    synchronized (STARTED) {
      return STARTED.computeIfAbsent(this, RedisFixture::start);
    }
  }
}
