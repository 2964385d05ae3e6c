package dev.threadstore.cli;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.TieredThreadManager;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one command needs open: the embedded Redis if none was given, the connection, the
 * cold store, the store. Closed at the end of the command, or by Ctrl-C, in the opposite order; so
 * an embedded Redis is stopped gracefully and the data folder is free again.
 */
final class Session implements AutoCloseable {
  private final Configuration configuration;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Thread atInterrupt = new Thread(this::interrupt, "threadctl-interrupted");
  private volatile boolean interrupted;
  private volatile Runnable lastWord = () -> {};
  private volatile boolean endsBySignal;
  private @Nullable RedisLink redis;
  private @Nullable ColdStore cold;
  private @Nullable ThreadStore<JsonMessage> store;

  Session(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * Opens all of it, or nothing.
   *
   * @param command what the process is doing, for others that wait for the data folder
   * @throws CommandFailure if the configuration or the data folder cannot be used
   */
  void open(String command, Terminal terminal) {
    Runtime.getRuntime().addShutdownHook(atInterrupt);
    try {
      openParts(command, terminal);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void openParts(String command, Terminal terminal) {
    RedisLink link = configuration.redis() == null ? embedded(command, terminal) : given();
    redis = link;
    ThreadStore.Builder<JsonMessage> builder = link.newStore();
    ColdPlace place = configuration.cold();
    if (place != null) {
      ColdStore opened = open(place::open);
      cold = opened;
      builder.coldStore(opened);
    }
    store = open(builder::build);
  }

  private RedisLink given() {
    String uri = Objects.requireNonNull(configuration.redis());
    return open(() -> RedisLink.to(uri, configuration.cluster()));
  }

  private RedisLink embedded(String command, Terminal terminal) {
    DataFolder folder =
        DataFolder.take(configuration.data(), command, configuration.patience(), terminal);
    open(() -> folder);
    EmbeddedRedis server = open(() -> EmbeddedRedis.start(folder.redis()));
    RedisLink link = open(() -> RedisLink.to(server.uri(), false));
    link.awaitLoaded();
    return link;
  }

  /** Opens a part under the lock, so that an interrupt either closes it or prevents it. */
  synchronized <T extends AutoCloseable> T open(Supplier<T> opening) {
    if (interrupted) {
      throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted", null);
    }
    T part = opening.get();
    open.push(part);
    return part;
  }

  ThreadStore<JsonMessage> store() {
    return Objects.requireNonNull(store);
  }

  RedisLink redis() {
    return Objects.requireNonNull(redis);
  }

  /** The cold store itself, or null if there is none. */
  @Nullable ColdStore cold() {
    return cold;
  }

  /**
   * For commands that move threads.
   *
   * @throws CommandFailure if there is no cold store
   */
  void requireCold() {
    if (cold == null) {
      throw CommandFailure.usage("there is no cold store", "give one with --cold");
    }
  }

  /**
   * For commands that archive threads: one that archives many should not fail at each of them.
   *
   * @throws CommandFailure if there is no cold store
   * @throws ColdStoreException if it is not fit to be written to, or fails
   */
  void requireWritableCold() {
    requireCold();
    if (cold instanceof BucketStore bucket) {
      bucket.tryOut();
    }
  }

  /** The threads of the chosen namespace. */
  ThreadNamespace<JsonMessage> threads() {
    return store().namespace(configuration.namespace());
  }

  /** One thread of the chosen namespace. */
  TieredThreadManager<JsonMessage> thread(String id) {
    return threads().thread(id);
  }

  Configuration configuration() {
    return configuration;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atInterrupt);
    } catch (IllegalStateException e) {
      return; // shutting down already: the hook closes everything
    }
    closeAll();
  }

  /** Says what to do first if Ctrl-C comes. */
  void whenInterrupted(Runnable action) {
    lastWord = action;
  }

  /**
   * From now on a signal is how the user ends the command, and it ends well.
   *
   * @param action what to do then, before all is closed
   */
  void endBySignal(Runnable action) {
    lastWord = action;
    endsBySignal = true;
  }

  private void interrupt() {
    interrupted = true;
    try {
      lastWord.run();
    } finally {
      closeAll();
      if (endsBySignal) {
        // All is closed; and a process that a signal ends has no other way to choose its exit code.
        Runtime.getRuntime().halt(ExitCode.OK.number());
      }
    }
  }

  /** Whether the process is being stopped, so that failures of what it was doing mean nothing. */
  boolean isInterrupted() {
    return interrupted;
  }

  private synchronized void closeAll() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        // The next ones must be closed all the same, and the command's own result stands.
      }
    }
  }
}
