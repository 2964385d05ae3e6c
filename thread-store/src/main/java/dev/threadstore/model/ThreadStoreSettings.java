package dev.threadstore.model;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tunables of a store; every one has a default that suits most. Immutable; made by {@link
 * #builder()}.
 */
public final class ThreadStoreSettings {
  /** The longest message id, in bytes of UTF-8. A constant of the format. */
  public static final int MAX_MESSAGE_ID_BYTES = 256;

  private final @Nullable Duration hotTtl;
  private final Duration callTimeout;
  private final Duration transferTimeout;
  private final Duration forkPatience;
  private final HydrateOnUse hydrateOnUse;
  private final int maxAttempts;
  private final int maxMessageBytes;
  private final int maxStateBytes;
  private final int maxBatchMessages;
  private final int maxBatchBytes;
  private final int segmentBytes;
  private final int waitReplicas;
  private final Duration waitTimeout;

  private ThreadStoreSettings(Builder builder) {
    hotTtl = builder.hotTtl;
    callTimeout = builder.callTimeout;
    transferTimeout = builder.transferTimeout;
    forkPatience = builder.forkPatience;
    hydrateOnUse = builder.hydrateOnUse;
    maxAttempts = builder.maxAttempts;
    maxMessageBytes = builder.maxMessageBytes;
    maxStateBytes = builder.maxStateBytes;
    maxBatchMessages = builder.maxBatchMessages;
    maxBatchBytes = builder.maxBatchBytes;
    segmentBytes = builder.segmentBytes;
    waitReplicas = builder.waitReplicas;
    waitTimeout = builder.waitTimeout;
  }

  /**
   * Starts from the defaults.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * All defaults.
   *
   * @return the settings
   */
  public static ThreadStoreSettings defaults() {
    return builder().build();
  }

  /**
   * How long an idle thread stays in Redis once it may go. With a cold store: once its current
   * version is archived, by default 24 hours. Without one: by default for ever; a duration set
   * explicitly deletes idle threads for good.
   *
   * @return the TTL, or empty if none was set
   */
  public Optional<Duration> hotTtl() {
    return Optional.ofNullable(hotTtl);
  }

  /**
   * The deadline of a call that touches one thread's messages or state, once the thread is hot.
   * Default 10 seconds.
   *
   * @return the deadline
   */
  public Duration callTimeout() {
    return callTimeout;
  }

  /**
   * The deadline of a call that moves or reads a whole thread: hydrate, flush, fork, restore,
   * delete, and the hydration that another call needs first; history, collect and verify. Default 2
   * minutes; at most 1 hour, because garbage collection of archives relies on flushes ending well
   * within its 24 hours of grace.
   *
   * @return the deadline
   */
  public Duration transferTimeout() {
    return transferTimeout;
  }

  /**
   * How long another caller waits for a fork from the archive that is under way, before it takes
   * the forking process for dead and undoes the fork. By Redis' clock. Default 5 seconds.
   *
   * @return the patience
   */
  public Duration forkPatience() {
    return forkPatience;
  }

  /**
   * What operations do on a thread that is archived and not hot. Default {@link
   * HydrateOnUse#ALWAYS}.
   *
   * @return the choice
   */
  public HydrateOnUse hydrateOnUse() {
    return hydrateOnUse;
  }

  /**
   * How often a step is tried in all, after lost races and connection failures, within the
   * deadline. A Redis that is not ready (it loads, elects a master, moves a slot) is asked until
   * the deadline. Default 16.
   *
   * @return the number of attempts, at least 2
   */
  public int maxAttempts() {
    return maxAttempts;
  }

  /**
   * The largest encoded message. Default 8 MiB.
   *
   * @return the limit in bytes
   */
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  /**
   * The largest encoded state. Default 8 MiB.
   *
   * @return the limit in bytes
   */
  public int maxStateBytes() {
    return maxStateBytes;
  }

  /**
   * The most messages in one append, which is one step in Redis. Default 1000.
   *
   * @return the limit
   */
  public int maxBatchMessages() {
    return maxBatchMessages;
  }

  /**
   * The most bytes of encoded messages in one append. Default 16 MiB.
   *
   * @return the limit in bytes
   */
  public int maxBatchBytes() {
    return maxBatchBytes;
  }

  /**
   * How many bytes of messages, before compression, make a segment: an object that snapshots share.
   * Messages that do not fill one are written anew with each snapshot, so a larger setting makes
   * flushes of long threads dearer, and a smaller one makes more objects to be read by a hydrate.
   * Default 4 MiB.
   *
   * @return the least content of a segment in bytes
   */
  public int segmentBytes() {
    return segmentBytes;
  }

  /**
   * How many replicas must have a change before it is acknowledged. Default 0: Redis replicates
   * behind the answer, and a failover loses what its replica did not have yet.
   *
   * @return the number, as in Redis' {@code WAIT}
   */
  public int waitReplicas() {
    return waitReplicas;
  }

  /**
   * How long Redis waits for {@link #waitReplicas()}.
   *
   * @return the time, as in Redis' {@code WAIT}
   */
  public Duration waitTimeout() {
    return waitTimeout;
  }

  /** Collects settings; each is validated where it is set. Not thread-safe. */
  public static final class Builder {
    private @Nullable Duration hotTtl;
    private Duration callTimeout = Duration.ofSeconds(10);
    private Duration transferTimeout = Duration.ofMinutes(2);
    private Duration forkPatience = Duration.ofSeconds(5);
    private HydrateOnUse hydrateOnUse = HydrateOnUse.ALWAYS;
    private int maxAttempts = 16;
    private int maxMessageBytes = 8 << 20;
    private int maxStateBytes = 8 << 20;
    private int maxBatchMessages = 1000;
    private int maxBatchBytes = 16 << 20;
    private int segmentBytes = 4 << 20;
    private int waitReplicas;
    private Duration waitTimeout = Duration.ZERO;

    private Builder() {}

    /**
     * Sets {@link ThreadStoreSettings#hotTtl()}.
     *
     * @param value from 1 second to 365 days
     * @return this builder
     */
    public Builder hotTtl(Duration value) {
      hotTtl = Settings.between("hotTtl", value, Duration.ofSeconds(1), Duration.ofDays(365));
      return this;
    }

    /**
     * Sets {@link ThreadStoreSettings#callTimeout()}.
     *
     * @param value from 10 milliseconds to 1 hour
     * @return this builder
     */
    public Builder callTimeout(Duration value) {
      callTimeout =
          Settings.between("callTimeout", value, Duration.ofMillis(10), Duration.ofHours(1));
      return this;
    }

    /**
     * Sets {@link ThreadStoreSettings#transferTimeout()}.
     *
     * @param value from 10 milliseconds to 1 hour
     * @return this builder
     */
    public Builder transferTimeout(Duration value) {
      transferTimeout =
          Settings.between("transferTimeout", value, Duration.ofMillis(10), Duration.ofHours(1));
      return this;
    }

    /**
     * Sets {@link ThreadStoreSettings#forkPatience()}.
     *
     * @param value from 0 to 1 hour
     * @return this builder
     */
    public Builder forkPatience(Duration value) {
      forkPatience = Settings.between("forkPatience", value, Duration.ZERO, Duration.ofHours(1));
      return this;
    }

    /**
     * Sets {@link ThreadStoreSettings#hydrateOnUse()}.
     *
     * @param value the choice
     * @return this builder
     */
    public Builder hydrateOnUse(HydrateOnUse value) {
      hydrateOnUse = Objects.requireNonNull(value, "hydrateOnUse");
      return this;
    }

    /**
     * Sets {@link ThreadStoreSettings#maxAttempts()}.
     *
     * @param value from 2 to 1000: what finds its thread archived needs a second attempt
     * @return this builder
     */
    public Builder maxAttempts(int value) {
      maxAttempts = Settings.between("maxAttempts", value, 2, 1000);
      return this;
    }

    /**
     * Sets {@link ThreadStoreSettings#maxMessageBytes()}.
     *
     * @param value from 1 to 256 MiB (Redis holds strings of up to 512 MiB)
     * @return this builder
     */
    public Builder maxMessageBytes(int value) {
      maxMessageBytes = Settings.between("maxMessageBytes", value, 1, 256 << 20);
      return this;
    }

    /**
     * Sets {@link ThreadStoreSettings#maxStateBytes()}.
     *
     * @param value from 1 to 256 MiB
     * @return this builder
     */
    public Builder maxStateBytes(int value) {
      maxStateBytes = Settings.between("maxStateBytes", value, 1, 256 << 20);
      return this;
    }

    /**
     * Sets {@link ThreadStoreSettings#maxBatchMessages()}.
     *
     * @param value from 1 to 10 000: Redis does nothing else meanwhile
     * @return this builder
     */
    public Builder maxBatchMessages(int value) {
      maxBatchMessages = Settings.between("maxBatchMessages", value, 1, 10_000);
      return this;
    }

    /**
     * Sets {@link ThreadStoreSettings#maxBatchBytes()}.
     *
     * @param value from 1 to 512 MiB
     * @return this builder
     */
    public Builder maxBatchBytes(int value) {
      maxBatchBytes = Settings.between("maxBatchBytes", value, 1, 512 << 20);
      return this;
    }

    /**
     * Sets {@link ThreadStoreSettings#segmentBytes()}.
     *
     * @param value from 1 byte, which only tests want, to 64 MiB (a segment can be twice as long
     *     plus a message, which may grow by a third in the archive, and an object holds 1 GiB at
     *     most)
     * @return this builder
     */
    public Builder segmentBytes(int value) {
      segmentBytes = Settings.between("segmentBytes", value, 1, 64 << 20);
      return this;
    }

    /**
     * Acknowledges a change of a thread (create, append, truncate, replace, state, restore, fork in
     * Redis, delete without a cold store) only when replicas have it, so that a failover to one of
     * them keeps it. If too few have it in time, the change is made all the same, and the call
     * throws {@link TooFewReplicasException}. Reads, hydrates and flushes never wait: what those
     * change, the cold store has.
     *
     * <p>It takes a round trip to the replicas, and one more if others are waiting already; a
     * connection of its own to each master; and the permission for {@code WAIT}. With more replicas
     * than {@code count}, a failover may choose one that did not have the change.
     *
     * @param count 1 to 100; as many as each master has, for certainty
     * @param timeout from 1 millisecond to 1 hour; well below {@link #callTimeout}, which may have
     *     to hold two of them, and below the client's own timeout of commands, if it has one
     * @return this builder
     */
    public Builder waitForReplicas(int count, Duration timeout) {
      waitReplicas = Settings.between("waitReplicas", count, 1, 100);
      waitTimeout =
          Settings.between("waitTimeout", timeout, Duration.ofMillis(1), Duration.ofHours(1));
      return this;
    }

    /**
     * The settings as they are now.
     *
     * @return immutable settings
     */
    public ThreadStoreSettings build() {
      return new ThreadStoreSettings(this);
    }
  }
}
