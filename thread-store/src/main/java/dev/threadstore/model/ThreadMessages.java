package dev.threadstore.model;

import java.util.Optional;

/**
 * Reads parts of a thread's messages. Each call is atomic: it sees the thread as it was at the
 * page's revision. Pages are cut short where they pass about 1 MiB; follow {@link
 * MessagePage#next()}. Thread-safe.
 *
 * <p>All methods throw {@link ThreadNotFoundException} if there is no such thread, {@link
 * StoreUnavailableException} if a tier fails, and change nothing but TTLs.
 *
 * @param <M> the application's type of a message
 */
public interface ThreadMessages<M> {

  /**
   * The last messages.
   *
   * @param count at most so many, at least 1; not cut short in bytes
   * @return the newest messages, oldest of them first
   */
  MessagePage<M> tail(int count);

  /**
   * Messages from a position on.
   *
   * @param first the position of the first message wanted, from 0
   * @param limit at most so many, at least 1
   * @return the page; empty if the thread is not that long
   */
  MessagePage<M> from(long first, int limit);

  /**
   * Messages before a position, for paging backwards.
   *
   * @param end the position after the last message wanted
   * @param limit at most so many, at least 1
   * @return the page, oldest message first, ending just before {@code end}
   */
  MessagePage<M> before(long end, int limit);

  /**
   * Messages after one that is known, for readers that follow a thread.
   *
   * @param messageId the id of a message
   * @param limit at most so many, at least 1
   * @return the page, or empty if no message has that id (it was truncated, say)
   */
  Optional<MessagePage<M>> after(String messageId, int limit);

  /**
   * One message.
   *
   * @param messageId its id
   * @return the message, or empty if there is none with that id
   */
  Optional<M> find(String messageId);

  /**
   * How many there are.
   *
   * @return the thread's length
   */
  long count();
}
