package dev.threadstore.cli;

import dev.threadstore.ThreadStore;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The Redis that was chosen, and all that differs between a single one (or one behind Sentinels)
 * and a cluster.
 */
final class RedisLink implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LOAD_TIME = Duration.ofMinutes(1);
  private static final Duration LOAD_POLL = Duration.ofMillis(50);
  private static final int IO_THREADS = 2;
  private static final int SHUTDOWN_SECONDS = 2;

  private final ClientResources resources;
  private final AbstractRedisClient client;
  private final Supplier<ThreadStore.Builder<JsonMessage>> stores;
  private final Supplier<Connection> connections;

  private RedisLink(
      ClientResources resources,
      AbstractRedisClient client,
      Supplier<ThreadStore.Builder<JsonMessage>> stores,
      Supplier<Connection> connections) {
    this.resources = resources;
    this.client = client;
    this.stores = stores;
    this.connections = connections;
  }

  /** An open connection, and the commands that both kinds of Redis have. */
  private record Connection(
      StatefulConnection<String, String> opened, RedisClusterCommands<String, String> commands)
      implements AutoCloseable {
    @Override
    public void close() {
      opened.close();
    }
  }

  /**
   * Makes a client; it connects when it is used.
   *
   * @param uri the address; kept out of all messages, it may hold a password
   */
  static RedisLink to(String uri, boolean cluster) {
    RedisURI address = parse(uri);
    ClientResources resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(IO_THREADS)
            .computationThreadPoolSize(IO_THREADS)
            .build();
    return cluster ? cluster(address, resources) : single(address, resources);
  }

  private static RedisLink single(RedisURI address, ClientResources resources) {
    RedisClient client = RedisClient.create(resources, address);
    client.setOptions(ClientOptions.builder().socketOptions(socket()).build());
    return new RedisLink(
        resources,
        client,
        () -> ThreadStore.builder(client, new JsonMessageCodec()),
        () -> {
          StatefulRedisConnection<String, String> opened = client.connect();
          return new Connection(opened, opened.sync());
        });
  }

  private static RedisLink cluster(RedisURI address, ClientResources resources) {
    RedisClusterClient client = RedisClusterClient.create(resources, address);
    client.setOptions(ClusterClientOptions.builder().socketOptions(socket()).build());
    return new RedisLink(
        resources,
        client,
        () -> ThreadStore.builder(client, new JsonMessageCodec()),
        () -> {
          StatefulRedisClusterConnection<String, String> opened = client.connect();
          return new Connection(opened, opened.sync());
        });
  }

  private static RedisURI parse(String uri) {
    try {
      return RedisURI.create(uri);
    } catch (IllegalArgumentException e) {
      // Its message repeats the URI, and with it the password.
      throw CommandFailure.usage(
          "not the URI of a Redis",
          "write it as redis://host:6379, rediss://… or redis-sentinel://…");
    }
  }

  /** Begins a store on this Redis. */
  ThreadStore.Builder<JsonMessage> newStore() {
    return stores.get();
  }

  /** Opens a connection for one use. */
  <T> T ask(Function<RedisClusterCommands<String, String>, T> question) {
    try (Connection connection = connections.get()) {
      return question.apply(connection.commands());
    }
  }

  /**
   * Waits until a Redis that has just started has loaded its data.
   *
   * @throws RedisException if it does not within a minute
   */
  void awaitLoaded() {
    long deadline = System.nanoTime() + LOAD_TIME.toNanos();
    while (true) {
      try {
        ask(RedisClusterCommands::ping);
        return;
      } catch (RedisLoadingException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(LOAD_POLL.toNanos());
      }
    }
  }

  /** Counts the keys that fit a glob pattern. Looks at every key there is. */
  long countKeys(String pattern) {
    ScanArgs args = ScanArgs.Builder.matches(pattern).limit(1000);
    return ask(
        commands -> {
          long count = 0;
          KeyScanCursor<String> page = commands.scan(args);
          count += page.getKeys().size();
          while (!page.isFinished()) {
            page = commands.scan(page, args);
            count += page.getKeys().size();
          }
          return count;
        });
  }

  @Override
  public void close() {
    client.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    resources.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private static SocketOptions socket() {
    return SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build();
  }
}
