package dev.threadstore.internal.hot;

/**
 * Which messages a read begins with.
 *
 * @param mode the word that {@code read.lua} knows
 * @param argument a position, a count or a message id
 */
public record Selection(String mode, String argument) {

  /**
   * From a position on.
   *
   * @param position from 0
   * @return the selection
   */
  public static Selection from(long position) {
    return new Selection("from", Long.toString(position));
  }

  /**
   * Those that end before a position.
   *
   * @param position the position after the last
   * @return the selection
   */
  public static Selection before(long position) {
    return new Selection("before", Long.toString(position));
  }

  /**
   * The last ones.
   *
   * @param count how many
   * @return the selection
   */
  public static Selection tail(long count) {
    return new Selection("tail", Long.toString(count));
  }

  /**
   * Those after a message.
   *
   * @param messageId its id
   * @return the selection
   */
  public static Selection after(String messageId) {
    return new Selection("after", messageId);
  }

  /**
   * Those from a message on.
   *
   * @param messageId its id
   * @return the selection
   */
  public static Selection at(String messageId) {
    return new Selection("find", messageId);
  }
}
