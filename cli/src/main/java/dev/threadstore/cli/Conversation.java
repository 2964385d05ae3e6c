package dev.threadstore.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation, or a part of one, as it was read from a file.
 *
 * @param thread the id of its thread
 * @param messages its messages, in order
 * @param state its state, one JSON value, or null if it says nothing of a state
 */
record Conversation(String thread, List<JsonMessage> messages, @Nullable String state) {

  Conversation {
    messages = List.copyOf(messages);
  }
}
