package dev.threadstore.it;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.MessageCodec;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.testsupport.RedisCluster;
import dev.threadstore.testsupport.RedisServer;
import dev.threadstore.testsupport.RedisVersion;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.event.command.CommandListener;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** A running Redis, standalone or a cluster, as tests use it. */
public final class RedisFixture implements AutoCloseable {
  private final Function<MessageCodec<Note>, ThreadStore.Builder<Note>> stores;
  private final RedisClusterCommands<String, String> commands;
  private final Consumer<CommandListener> listen;
  private final Runnable shutdown;

  private RedisFixture(RedisClient client) {
    stores = codec -> ThreadStore.builder(client, codec);
    commands = client.connect().sync();
    listen = client::addListener;
    shutdown = client::shutdown;
  }

  private RedisFixture(RedisClusterClient client) {
    stores = codec -> ThreadStore.builder(client, codec);
    commands = client.connect().sync();
    listen = client::addListener;
    shutdown = client::shutdown;
  }

  public static RedisFixture start(RedisEngine engine) {
    return switch (engine) {
      case REDIS_7 -> on(RedisServer.start());
      case REDIS_6_2 -> on(RedisServer.builder().version(RedisVersion.V6_2).start());
      case CLUSTER ->
          new RedisFixture(
              RedisClusterClient.create(
                  RedisCluster.start().uris().stream().map(RedisURI::create).toList()));
    };
  }

  public static RedisFixture on(RedisServer server) {
    return on(server.uri());
  }

  public static RedisFixture on(URI uri) {
    return new RedisFixture(RedisClient.create(uri.toString()));
  }

  public ThreadStore.Builder<Note> store() {
    return store(Note.CODEC);
  }

  public ThreadStore.Builder<Note> store(MessageCodec<Note> codec) {
    return stores.apply(codec);
  }

  public RedisClusterCommands<String, String> commands() {
    return commands;
  }

  /** Every command that stores opened from now on send. */
  void listen(CommandListener listener) {
    listen.accept(listener);
  }

  /** All keys of a thread, staging and gate too. */
  public List<String> keysOf(ThreadRef ref) {
    return commands.keys("ts:{" + ref.encodedNamespace() + ":" + ref.encodedId() + "}:*").stream()
        .sorted()
        .toList();
  }

  /** Redis loses a thread without a trace. */
  public void lose(ThreadRef ref) {
    List<String> keys = keysOf(ref);
    if (!keys.isEmpty()) {
      commands.del(keys.toArray(String[]::new));
    }
  }

  /**
   * Lets no archiver scan for threads that are in no index: whatever it finds, the index has told.
   */
  void forbidScans() {
    commands.hset("ts:{}:scan", "due", "9000000000000000");
  }

  /** The opposite. */
  void allowScans() {
    commands.del("ts:{}:scan");
  }

  /** How long a key has to live, in milliseconds; -1: it has no TTL. */
  long ttl(String key) {
    return commands.pttl(key);
  }

  /** Closes the client; a server that was started here goes with this JVM. */
  @Override
  public void close() {
    shutdown.run();
  }

  public static ThreadRef newRef() {
    return new ThreadRef("it", "t-" + UUID.randomUUID());
  }
}
