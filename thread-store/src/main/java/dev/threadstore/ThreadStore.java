package dev.threadstore;

import dev.threadstore.cold.ColdStore;
import dev.threadstore.internal.archive.Archive;
import dev.threadstore.internal.base.Audience;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.internal.base.Nonces;
import dev.threadstore.internal.hot.Expiry;
import dev.threadstore.internal.hot.HotTier;
import dev.threadstore.internal.observed.ObservedNamespace;
import dev.threadstore.internal.observed.ObservedThread;
import dev.threadstore.internal.tier.FitnessCheck;
import dev.threadstore.internal.tier.IndexCheck;
import dev.threadstore.internal.tier.ThreadLog;
import dev.threadstore.internal.tier.Threads;
import dev.threadstore.internal.tier.Tiers;
import dev.threadstore.model.FitnessReport;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.JacksonStateCodec;
import dev.threadstore.model.MessageCodec;
import dev.threadstore.model.NameEncoding;
import dev.threadstore.model.OperationObserver;
import dev.threadstore.model.StateCodec;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadListener;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Conversations in two tiers: in Redis while they are worked on, in a cold store when they are
 * idle. One per application; thread-safe. Built from the application's own Lettuce client, on which
 * it opens connections of its own, to masters only.
 *
 * <pre>{@code
 * ThreadStore<Note> store = ThreadStore.builder(redisClient, codec).coldStore(coldStore).build();
 * TieredThreadManager<Note> thread = store.thread("user-42");
 * thread.createIfAbsent();
 * thread.append(notes);
 * thread.flush();
 * }</pre>
 *
 * @param <M> the application's type of a message
 */
public final class ThreadStore<M> implements AutoCloseable {
  /** The namespace of {@link #thread(String)}. */
  public static final String DEFAULT_NAMESPACE = "default";

  private final Tiers tiers;
  private final Threads<M> threads;
  private final Audience<OperationObserver> observers;

  private ThreadStore(Builder<M> builder) {
    ColdStore coldStore = builder.coldStore;
    Nonces nonces = Nonces.random();
    tiers =
        new Tiers(
            builder.connection.open(
                coldStore == null ? Expiry.ALWAYS : Expiry.WHEN_ARCHIVED,
                builder.settings,
                builder.failpoints),
            Optional.ofNullable(coldStore)
                .map(store -> new Archive(store, builder.settings, nonces, builder.failpoints)),
            builder.settings,
            nonces,
            builder.clock,
            new Audience<>(builder.listeners));
    threads = new Threads<>(tiers, builder.codec, builder.stateCodec);
    observers = new Audience<>(builder.observers);
  }

  /**
   * Builds a store on a standalone Redis, or on the master that Sentinel names.
   *
   * @param client the application's client, with its URI; it stays the application's
   * @param codec turns messages into bytes and back
   * @param <M> the application's type of a message
   * @return a builder
   */
  public static <M> Builder<M> builder(RedisClient client, MessageCodec<M> codec) {
    Objects.requireNonNull(client, "client");
    return new Builder<>(
        (expiry, settings, failpoints) -> HotTier.open(client, expiry, settings, failpoints),
        codec);
  }

  /**
   * Builds a store on a Redis Cluster.
   *
   * @param client the application's client; it stays the application's. Turn on its topology
   *     refresh (periodic and adaptive), or it will not notice a failover.
   * @param codec turns messages into bytes and back
   * @param <M> the application's type of a message
   * @return a builder
   */
  public static <M> Builder<M> builder(RedisClusterClient client, MessageCodec<M> codec) {
    Objects.requireNonNull(client, "client");
    return new Builder<>(
        (expiry, settings, failpoints) -> HotTier.open(client, expiry, settings, failpoints),
        codec);
  }

  /**
   * A thread of the namespace {@value #DEFAULT_NAMESPACE}.
   *
   * @param id the thread's id
   * @return a handle, whether the thread exists or not
   * @throws InvalidInputException if there can be no thread with this id
   */
  public TieredThreadManager<M> thread(String id) {
    return thread(new ThreadRef(DEFAULT_NAMESPACE, id));
  }

  /**
   * A thread.
   *
   * @param ref the thread
   * @return a handle, whether the thread exists or not
   */
  public TieredThreadManager<M> thread(ThreadRef ref) {
    TieredThreadManager<M> thread = threads.thread(Objects.requireNonNull(ref, "ref"));
    return observers.isEmpty() ? thread : new ObservedThread<>(thread, observers);
  }

  /**
   * The threads of a namespace.
   *
   * @param name the namespace
   * @return the namespace, whether it has threads or not
   * @throws InvalidInputException if there can be no namespace with this name
   */
  public ThreadNamespace<M> namespace(String name) {
    NameEncoding.encode("namespace", name);
    ThreadNamespace<M> namespace = threads.namespace(name);
    return observers.isEmpty() ? namespace : new ObservedNamespace<>(namespace, observers);
  }

  /**
   * Looks whether Redis and the cold store, as they are configured now, can keep what this library
   * promises: permissions, persistence, eviction policy, memory, racing creates, listings, clocks.
   * Takes a few dozen requests; call it at start-up. Writes a few objects to the cold store and
   * removes them.
   *
   * @return what was found; a store that fails is a finding, not an exception
   */
  public FitnessReport fitness() {
    return new FitnessCheck(tiers).run();
  }

  /**
   * Looks whether the index from which archivers know idle threads fits what is hot, and whether
   * anybody archives: hot threads in no index, entries of threads that are not hot, threads that
   * wait for too long or fail. Goes through all keys of Redis, and changes nothing.
   *
   * @return what was found
   * @throws UnsupportedOperationException without a cold store
   * @throws StoreUnavailableException if Redis fails
   */
  public FitnessReport indexFitness() {
    return new IndexCheck(tiers).run();
  }

  /** What an archiver of this store's threads is made of. */
  Tiers tiers() {
    return tiers;
  }

  /**
   * Closes the connections that this store has opened; not the client, not the cold store. Calls
   * under way and later ones fail with {@link StoreUnavailableException} or an unknown outcome.
   */
  @Override
  public void close() {
    tiers.hot().close();
    tiers.archive().ifPresent(Archive::close);
  }

  /**
   * Collects what a store is made of. Not thread-safe.
   *
   * @param <M> the application's type of a message
   */
  public static final class Builder<M> {
    private final Connection connection;
    private final MessageCodec<M> codec;
    private @Nullable ColdStore coldStore;
    private StateCodec stateCodec = new JacksonStateCodec();
    private ThreadStoreSettings settings = ThreadStoreSettings.defaults();
    private Failpoints failpoints = Failpoints.NONE;
    private InstantSource clock = InstantSource.system();
    private final List<ThreadListener> listeners = new ArrayList<>(List.of(new ThreadLog()));
    private final List<OperationObserver> observers = new ArrayList<>();

    private Builder(Connection connection, MessageCodec<M> codec) {
      this.connection = connection;
      this.codec = Objects.requireNonNull(codec, "codec");
    }

    /**
     * Sets where idle threads go. Without one, threads live in Redis alone.
     *
     * @param value the cold store; it stays the caller's
     * @return this builder
     */
    public Builder<M> coldStore(ColdStore value) {
      coldStore = Objects.requireNonNull(value, "coldStore");
      return this;
    }

    /**
     * Sets how states become JSON. Default: {@link JacksonStateCodec}.
     *
     * @param value the codec
     * @return this builder
     */
    public Builder<M> stateCodec(StateCodec value) {
      stateCodec = Objects.requireNonNull(value, "stateCodec");
      return this;
    }

    /**
     * Sets the tunables.
     *
     * @param value the settings
     * @return this builder
     */
    public Builder<M> settings(ThreadStoreSettings value) {
      settings = Objects.requireNonNull(value, "settings");
      return this;
    }

    /**
     * Lets somebody hear what is done with threads; if called several times, each of those.
     *
     * @param value the listener
     * @return this builder
     */
    public Builder<M> listener(ThreadListener value) {
      listeners.add(Objects.requireNonNull(value, "listener"));
      return this;
    }

    /**
     * Lets somebody observe each operation; if called several times, each of those.
     *
     * @param value the observer
     * @return this builder
     */
    public Builder<M> observer(OperationObserver value) {
      observers.add(Objects.requireNonNull(value, "observer"));
      return this;
    }

    /** Lets a test step in between the effects of the protocols. */
    Builder<M> failpoints(Failpoints value) {
      failpoints = value;
      return this;
    }

    /** Lets a test choose the time. */
    Builder<M> clock(InstantSource value) {
      clock = value;
      return this;
    }

    /**
     * Connects to Redis.
     *
     * @return the store
     * @throws StoreUnavailableException if there is no connection to be had
     */
    public ThreadStore<M> build() {
      return new ThreadStore<>(this);
    }
  }

  /** Opens the hot tier on the kind of client that the builder was given. */
  private interface Connection {
    HotTier open(Expiry expiry, ThreadStoreSettings settings, Failpoints failpoints);
  }
}
