package dev.threadstore.it;

import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Real Sentinels, each alone in deciding: a quorum of one. */
public final class Sentinels {
  private static final String NAME = "main";

  private Sentinels() {}

  /**
   * Watches a master.
   *
   * @param master the master; its replicas become known through it
   * @param folder where a link may be put
   * @return the Sentinel, to be closed
   */
  public static RedisServer watch(RedisServer master, Path folder) {
    // Redis runs as Sentinel if its program is called so.
    String program = ProcessHandle.of(master.pid()).orElseThrow().info().command().orElseThrow();
    try {
      Path sentinel = Files.createSymbolicLink(folder.resolve("redis-sentinel"), Path.of(program));
      return RedisServer.builder()
          .executable(sentinel)
          .config("sentinel monitor " + NAME + " " + master.host() + " " + master.port() + " 1")
          .config("sentinel down-after-milliseconds " + NAME + " 1000")
          .config("sentinel failover-timeout " + NAME + " 5000")
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a client asks for the master. */
  public static RedisURI uri(RedisServer sentinel) {
    return RedisURI.Builder.sentinel(sentinel.host(), sentinel.port(), NAME).build();
  }
}
