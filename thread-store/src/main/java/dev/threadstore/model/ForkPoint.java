package dev.threadstore.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Up to where a fork takes its source's messages. Immutable. */
public final class ForkPoint {
  private static final ForkPoint END = new ForkPoint(null, -1);

  private final @Nullable String messageId;
  private final long position;

  private ForkPoint(@Nullable String messageId, long position) {
    this.messageId = messageId;
    this.position = position;
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
    return new ForkPoint(Objects.requireNonNull(id, "id"), -1);
  }

  /**
   * Up to and including the message at a position.
   *
   * @param position counted from 0; -1 takes no message at all
   * @return the point
   */
  public static ForkPoint includingPosition(long position) {
    if (position < -1) {
      throw new InvalidInputException("fork position is negative: position=`" + position + "`");
    }
    return new ForkPoint(null, position);
  }

  /**
   * Whether this is {@link #end()}.
   *
   * @return true for the whole source
   */
  public boolean isEnd() {
    return this == END;
  }

  /**
   * The last message to take.
   *
   * @return its id, or null if the point is given in another way
   */
  public @Nullable String messageId() {
    return messageId;
  }

  /**
   * The position of the last message to take.
   *
   * @return the position; -1: none
   */
  public long position() {
    return position;
  }

  @Override
  public String toString() {
    return isEnd() ? "end" : messageId != null ? "message " + messageId : "position " + position;
  }
}
