package dev.threadstore.model;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The tunables of an archiver; every one has a default that suits most. Immutable; made by {@link
 * #builder()}.
 */
public final class IdleArchiverSettings {
  /** The longest time for which threads can be left idle in Redis. */
  public static final Duration LONGEST_IDLE = Duration.ofDays(7);

  private final Duration idle;
  private final Map<String, Duration> idleOfNamespaces;
  private final Duration interval;
  private final int concurrency;
  private final OptionalInt threadsPerSecond;
  private final Duration lease;
  private final Duration longestBackoff;
  private final double pressureFrom;
  private final Duration leastIdle;
  private final Duration scanInterval;
  private final Duration closePatience;

  private IdleArchiverSettings(Builder builder) {
    idle = builder.idle;
    idleOfNamespaces = Map.copyOf(builder.idleOfNamespaces);
    interval = builder.interval;
    concurrency = builder.concurrency;
    threadsPerSecond = builder.threadsPerSecond;
    lease = builder.lease;
    longestBackoff = builder.longestBackoff;
    pressureFrom = builder.pressureFrom;
    leastIdle = builder.leastIdle;
    scanInterval = builder.scanInterval;
    closePatience = builder.closePatience;
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
  public static IdleArchiverSettings defaults() {
    return builder().build();
  }

  /**
   * How long a thread must have been left alone before it is archived, as {@link
   * TieredThreadManager#flushIfIdle} counts it. Default 30 minutes.
   *
   * @param namespace the thread's namespace
   * @return the time
   */
  public Duration idle(String namespace) {
    return idleOfNamespaces.getOrDefault(namespace, idle);
  }

  /**
   * How long an archiver that was started waits between two passes, on average. Default 10 seconds.
   *
   * @return the time
   */
  public Duration interval() {
    return interval;
  }

  /**
   * How many threads one archiver works on at once. Default 8.
   *
   * @return the number
   */
  public int concurrency() {
    return concurrency;
  }

  /**
   * How many threads one archiver works on in a second, at most. Default: as many as it can.
   *
   * @return the number, or empty for no limit
   */
  public OptionalInt threadsPerSecond() {
    return threadsPerSecond;
  }

  /**
   * How long an archiver has for a thread before another one takes it over: by Redis' clock. An
   * attempt ends before, or after {@link ThreadStoreSettings#transferTimeout()} if that is shorter;
   * so the lease should be the longer of both. Default 150 seconds.
   *
   * @return the time
   */
  public Duration lease() {
    return lease;
  }

  /**
   * How long a failing thread is left alone at most. The time is a second after the first failure,
   * and doubles with each. Default 10 minutes.
   *
   * @return the time
   */
  public Duration longestBackoff() {
    return longestBackoff;
  }

  /**
   * From which fullness of Redis on threads are archived earlier: used memory in relation to {@code
   * maxmemory}. The time for which they are left idle shrinks evenly, down to {@link #leastIdle()}
   * when Redis is full. Without {@code maxmemory} nothing shrinks. Default 0.8.
   *
   * @return the fullness, from 0 to 1; 1: never
   */
  public double pressureFrom() {
    return pressureFrom;
  }

  /**
   * How long threads are left idle when Redis is full. Default 1 minute.
   *
   * @return the time
   */
  public Duration leastIdle() {
    return leastIdle;
  }

  /**
   * How long after a whole scan the next begins, which finds hot threads that are in no index. All
   * archivers together make one. Default 6 hours.
   *
   * @return the time
   */
  public Duration scanInterval() {
    return scanInterval;
  }

  /**
   * How long {@code close} waits for the threads at hand, before it gives them up. Default 20
   * seconds.
   *
   * @return the time
   */
  public Duration closePatience() {
    return closePatience;
  }

  /** Collects settings; each is validated where it is set. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Duration> idleOfNamespaces = new HashMap<>();
    private Duration idle = Duration.ofMinutes(30);
    private Duration interval = Duration.ofSeconds(10);
    private int concurrency = 8;
    private OptionalInt threadsPerSecond = OptionalInt.empty();
    private Duration lease = Duration.ofSeconds(150);
    private Duration longestBackoff = Duration.ofMinutes(10);
    private double pressureFrom = 0.8;
    private Duration leastIdle = Duration.ofMinutes(1);
    private Duration scanInterval = Duration.ofHours(6);
    private Duration closePatience = Duration.ofSeconds(20);

    private Builder() {}

    /**
     * Sets {@link IdleArchiverSettings#idle} of all namespaces that have no time of their own.
     *
     * @param value from 0 to 7 days
     * @return this builder
     */
    public Builder idle(Duration value) {
      idle = Settings.between("idle", value, Duration.ZERO, LONGEST_IDLE);
      return this;
    }

    /**
     * Sets {@link IdleArchiverSettings#idle} of a namespace.
     *
     * @param namespace its name
     * @param value from 0 to 7 days
     * @return this builder
     */
    public Builder idle(String namespace, Duration value) {
      NameEncoding.encode("namespace", namespace);
      idleOfNamespaces.put(namespace, Settings.between("idle", value, Duration.ZERO, LONGEST_IDLE));
      return this;
    }

    /**
     * Sets {@link IdleArchiverSettings#interval()}.
     *
     * @param value from 10 milliseconds to 1 day
     * @return this builder
     */
    public Builder interval(Duration value) {
      interval = Settings.between("interval", value, Duration.ofMillis(10), Duration.ofDays(1));
      return this;
    }

    /**
     * Sets {@link IdleArchiverSettings#concurrency()}.
     *
     * @param value from 1 to 1000
     * @return this builder
     */
    public Builder concurrency(int value) {
      concurrency = Settings.between("concurrency", value, 1, 1000);
      return this;
    }

    /**
     * Sets {@link IdleArchiverSettings#threadsPerSecond()}.
     *
     * @param value from 1 to 1 000 000
     * @return this builder
     */
    public Builder threadsPerSecond(int value) {
      threadsPerSecond = OptionalInt.of(Settings.between("threadsPerSecond", value, 1, 1_000_000));
      return this;
    }

    /**
     * Sets {@link IdleArchiverSettings#lease()}.
     *
     * @param value from 100 milliseconds to 2 hours
     * @return this builder
     */
    public Builder lease(Duration value) {
      lease = Settings.between("lease", value, Duration.ofMillis(100), Duration.ofHours(2));
      return this;
    }

    /**
     * Sets {@link IdleArchiverSettings#longestBackoff()}.
     *
     * @param value from 1 second to 1 day
     * @return this builder
     */
    public Builder longestBackoff(Duration value) {
      longestBackoff =
          Settings.between("longestBackoff", value, Duration.ofSeconds(1), Duration.ofDays(1));
      return this;
    }

    /**
     * Sets {@link IdleArchiverSettings#pressureFrom()} and {@link
     * IdleArchiverSettings#leastIdle()}.
     *
     * @param fullness from 0 to 1
     * @param least from 0 to 7 days
     * @return this builder
     */
    public Builder pressure(double fullness, Duration least) {
      pressureFrom = Settings.between("pressureFrom", fullness, 0.0, 1.0);
      leastIdle = Settings.between("leastIdle", least, Duration.ZERO, LONGEST_IDLE);
      return this;
    }

    /**
     * Sets {@link IdleArchiverSettings#scanInterval()}.
     *
     * @param value from 100 milliseconds to 7 days
     * @return this builder
     */
    public Builder scanInterval(Duration value) {
      scanInterval =
          Settings.between("scanInterval", value, Duration.ofMillis(100), Duration.ofDays(7));
      return this;
    }

    /**
     * Sets {@link IdleArchiverSettings#closePatience()}.
     *
     * @param value from 0 to 1 hour
     * @return this builder
     */
    public Builder closePatience(Duration value) {
      closePatience = Settings.between("closePatience", value, Duration.ZERO, Duration.ofHours(1));
      return this;
    }

    /**
     * Makes the settings.
     *
     * @return the settings
     */
    public IdleArchiverSettings build() {
      return new IdleArchiverSettings(this);
    }
  }
}
