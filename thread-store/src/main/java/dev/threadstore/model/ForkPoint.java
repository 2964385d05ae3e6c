package dev.threadstore.model;

import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Up to where a fork takes its source's messages. Immutable. */
public final class ForkPoint {
  private static final ForkPoint END = new ForkPoint(null, OptionalLong.empty());

  private final @Nullable String messageId;
  private final OptionalLong count;

  private ForkPoint(@Nullable String messageId, OptionalLong count) {
    this.messageId = messageId;
    this.count = count;
  }

  /**
   * The whole source.
   *
   * @return the point
   */
  public static ForkPoint end() {
    return END;
  }

  /**
   * Up to and including a message.
   *
   * @param id the message's id
   * @return the point
   */
  public static ForkPoint including(String id) {
    return new ForkPoint(Objects.requireNonNull(id, "id"), OptionalLong.empty());
  }

  /**
   * The first messages; so {@code first(position + 1)} takes those up to and including a position.
   *
   * @param count how many, from 0
   * @return the point
   * @throws InvalidInputException if the count is negative
   */
  public static ForkPoint first(long count) {
    if (count < 0) {
      throw new InvalidInputException("number of messages is negative: count=`" + count + "`");
    }
    return new ForkPoint(null, OptionalLong.of(count));
  }

  /**
   * The last message to take, if the point was given so.
   *
   * @return its id, or null
   */
  public @Nullable String messageId() {
    return messageId;
  }

  /**
   * How many messages to take, if the point was given so.
   *
   * @return the number, or empty
   */
  public OptionalLong count() {
    return count;
  }

  @Override
  public String toString() {
    return messageId != null
        ? "message " + messageId
        : count.isPresent() ? "first " + count.getAsLong() : "end";
  }
}
