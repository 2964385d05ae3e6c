package dev.threadstore.testsupport;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says how a {@link RedisServer} is to run. Not thread-safe. */
public final class RedisServerBuilder {
  private RedisVersion version = RedisVersion.V7_0;
  private @Nullable Path executable;
  private int port;
  private @Nullable Path data;
  private RedisServer.@Nullable Ending ending;
  private Duration startTime = Duration.ofSeconds(30);
  private Duration endTime = Duration.ofSeconds(10);
  private final List<String> config = new ArrayList<>();

  RedisServerBuilder() {}

  /**
   * Which Redis.
   *
   * @param version {@link RedisVersion#V7_0} unless set
   * @return this
   */
  public RedisServerBuilder version(RedisVersion version) {
    this.version = Objects.requireNonNull(version, "version");
    return this;
  }

  /**
   * A server that is installed on this machine (Redis or Valkey), instead of one from a jar.
   *
   * @param executable the program
   * @return this
   */
  public RedisServerBuilder executable(Path executable) {
    this.executable = executable.toAbsolutePath();
    return this;
  }

  /**
   * On which port of the loopback address.
   *
   * @param port 0, unless set: a free one below 22768, which leaves room for the port on which a
   *     cluster's nodes talk
   * @return this
   */
  public RedisServerBuilder port(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("no such port: port=`" + port + "`");
    }
    this.port = port;
    return this;
  }

  /**
   * Where the data, the configuration and the log go. With a folder, Redis saves as it does by
   * default and the server ends {@link RedisServer.Ending#GRACEFUL gracefully}; one server at a
   * time uses it. Without, everything is in a temporary folder and goes with the server.
   *
   * @param folder exists
   * @return this
   */
  public RedisServerBuilder dataFolder(Path folder) {
    this.data = folder.toAbsolutePath();
    return this;
  }

  /**
   * Switches the append-only file on.
   *
   * @param fsync when it is made durable
   * @return this
   */
  public RedisServerBuilder appendOnly(RedisServer.Fsync fsync) {
    return config("appendonly yes").config("appendfsync " + fsync.word());
  }

  /**
   * Limits the memory.
   *
   * @param bytes at most so many
   * @param evictionPolicy what happens then, in Redis' words: {@code noeviction}, {@code
   *     volatile-lru}…
   * @return this
   */
  public RedisServerBuilder maxMemory(long bytes, String evictionPolicy) {
    return config("maxmemory " + bytes)
        .config("maxmemory-policy " + evictionPolicy.toLowerCase(Locale.ROOT));
  }

  /**
   * Adds a line of configuration. It comes after all others, and the last one wins.
   *
   * @param line as in {@code redis.conf}
   * @return this
   */
  public RedisServerBuilder config(String line) {
    if (line.contains("\n")) {
      throw new IllegalArgumentException("more than one line: line=`" + line + "`");
    }
    config.add(line);
    return this;
  }

  /**
   * How the server ends when it is closed, restarted, or when this JVM has gone.
   *
   * @param ending unless set: gracefully with a data folder, by a kill without
   * @return this
   */
  public RedisServerBuilder ending(RedisServer.Ending ending) {
    this.ending = Objects.requireNonNull(ending, "ending");
    return this;
  }

  /**
   * How long a start may take, the loading of data included.
   *
   * @param atMost 30 s, unless set
   * @return this
   */
  public RedisServerBuilder startTime(Duration atMost) {
    this.startTime = Objects.requireNonNull(atMost, "atMost");
    return this;
  }

  /**
   * How long a server that ends {@linkplain RedisServer.Ending#GRACEFUL gracefully} may take to
   * save before it is killed. Redis does not end as long as it cannot save.
   *
   * @param atMost 10 s, unless set
   * @return this
   */
  public RedisServerBuilder endTime(Duration atMost) {
    this.endTime = Objects.requireNonNull(atMost, "atMost");
    return this;
  }

  /**
   * Starts the server and waits until it answers.
   *
   * @return the server, to be closed
   * @throws IllegalStateException if it did not start: the message has the end of its log. Nothing
   *     is left running.
   */
  public RedisServer start() {
    RedisServer.Ending usual = data == null ? RedisServer.Ending.KILL : RedisServer.Ending.GRACEFUL;
    return new RedisServer(
        new RedisSettings(
            version,
            Optional.ofNullable(executable),
            port,
            Optional.ofNullable(data),
            ending == null ? usual : ending,
            startTime,
            endTime,
            config));
  }
}
