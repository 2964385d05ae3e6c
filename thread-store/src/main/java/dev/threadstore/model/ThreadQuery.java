package dev.threadstore.model;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Which threads to find: those of which all holds that is asked for. Immutable. */
public final class ThreadQuery {
  private static final ThreadQuery ALL = new Builder().build();

  private final String idPrefix;
  private final Map<String, String> labels;
  private final Optional<Tier> tier;
  private final Duration unchangedFor;
  private final long leastMessages;
  private final long leastBytes;

  private ThreadQuery(Builder builder) {
    idPrefix = builder.idPrefix;
    labels = Map.copyOf(builder.labels);
    tier = builder.tier;
    unchangedFor = builder.unchangedFor;
    leastMessages = builder.leastMessages;
    leastBytes = builder.leastBytes;
  }

  /**
   * All threads.
   *
   * @return the query
   */
  public static ThreadQuery all() {
    return ALL;
  }

  /**
   * Begins with all threads.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * How their ids begin.
   *
   * @return the beginning; empty: anyhow
   */
  public String idPrefix() {
    return idPrefix;
  }

  /**
   * Labels that they have, perhaps among others.
   *
   * @return values by name
   */
  public Map<String, String> labels() {
    return labels;
  }

  /**
   * Where they are.
   *
   * @return the tier; empty: in either
   */
  public Optional<Tier> tier() {
    return tier;
  }

  /**
   * For how long at least nobody has changed them.
   *
   * @return the time
   */
  public Duration unchangedFor() {
    return unchangedFor;
  }

  /**
   * How many messages they have at least.
   *
   * @return the number
   */
  public long leastMessages() {
    return leastMessages;
  }

  /**
   * How many bytes they take at least in the cold store, as {@link ThreadMatches.Match#bytes()}
   * counts. Of a hot thread that is not known: above 0, none matches.
   *
   * @return the number
   */
  public long leastBytes() {
    return leastBytes;
  }

  /** Collects what is asked for. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> labels = new TreeMap<>();
    private String idPrefix = "";
    private Optional<Tier> tier = Optional.empty();
    private Duration unchangedFor = Duration.ZERO;
    private long leastMessages;
    private long leastBytes;

    private Builder() {}

    /**
     * Asks for ids with a beginning.
     *
     * @param value the beginning
     * @return this builder
     */
    public Builder idPrefix(String value) {
      idPrefix = Objects.requireNonNull(value, "idPrefix");
      return this;
    }

    /**
     * Asks for a label; if called several times, for all of them.
     *
     * @param name its name
     * @param value its value
     * @return this builder
     * @throws InvalidInputException if no thread can have such a label
     */
    public Builder label(String name, String value) {
      LabelRules.violation(name, value)
          .ifPresent(
              violation -> {
                throw new InvalidInputException(violation);
              });
      labels.put(name, value);
      return this;
    }

    /**
     * Asks for threads in one tier.
     *
     * @param value the tier
     * @return this builder
     */
    public Builder tier(Tier value) {
      tier = Optional.of(value);
      return this;
    }

    /**
     * Asks for threads that nobody has changed for some time.
     *
     * @param value the time
     * @return this builder
     * @throws InvalidInputException if it is negative
     */
    public Builder unchangedFor(Duration value) {
      if (value.isNegative()) {
        throw new InvalidInputException("time is negative: value=`" + value + "`");
      }
      unchangedFor = value;
      return this;
    }

    /**
     * Asks for threads with many messages.
     *
     * @param value at least so many
     * @return this builder
     */
    public Builder leastMessages(long value) {
      leastMessages = value;
      return this;
    }

    /**
     * Asks for archived threads of some size.
     *
     * @param value at least so many bytes
     * @return this builder
     */
    public Builder leastBytes(long value) {
      leastBytes = value;
      return this;
    }

    /**
     * Makes the query.
     *
     * @return the query
     */
    public ThreadQuery build() {
      return new ThreadQuery(this);
    }
  }
}
