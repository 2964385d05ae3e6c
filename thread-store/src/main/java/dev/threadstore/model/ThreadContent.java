package dev.threadstore.model;

import java.util.List;

/**
 * All messages of a thread as they were at one revision.
 *
 * @param revision the revision
 * @param messages the messages in order
 * @param <M> the application's type of a message
 */
public record ThreadContent<M>(Revision revision, List<M> messages) {

  /** Copies the list. */
  public ThreadContent {
    messages = List.copyOf(messages);
  }
}
