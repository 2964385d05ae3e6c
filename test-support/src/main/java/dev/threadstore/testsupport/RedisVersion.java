package dev.threadstore.testsupport;

/** The Redis servers that can be had as a jar. */
public enum RedisVersion {
  /**
   * Redis 6.2, the oldest that is supported. Needs {@code
   * com.github.codemonstur:embedded-redis:1.4.4} on the class path, and OpenSSL 3 on the machine.
   */
  V6_2,
  /** Redis 7.0, from {@code org.signal:embedded-redis:0.9.1}, on which this module depends. */
  V7_0
}
