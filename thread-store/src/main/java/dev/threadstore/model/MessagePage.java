package dev.threadstore.model;

import java.util.List;

/**
 * A run of messages of a thread as it was at one revision.
 *
 * @param revision the revision
 * @param first the position of the first message of the page, counted from 0; where the page is
 *     empty, the position at which it would begin
 * @param messages the messages in order
 * @param length the number of messages of the whole thread
 * @param <M> the application's type of a message
 */
public record MessagePage<M>(Revision revision, long first, List<M> messages, long length) {

  /** Copies the list. */
  public MessagePage {
    messages = List.copyOf(messages);
  }

  /**
   * Where the next page begins.
   *
   * @return the position after the last message of this page
   */
  public long next() {
    return first + messages.size();
  }

  /**
   * Whether the thread has messages after this page.
   *
   * @return true if it does
   */
  public boolean hasNext() {
    return next() < length;
  }

  /**
   * Whether the thread has messages before this page.
   *
   * @return true if it does
   */
  public boolean hasPrevious() {
    return first > 0;
  }
}
