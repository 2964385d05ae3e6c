package dev.threadstore.cli;

import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import java.nio.charset.StandardCharsets;

/**
 * Finds what the store would refuse before anything of its thread is written.
 *
 * @param namespace the namespace into which is imported
 * @param settings the limits
 */
record ImportLimits(String namespace, ThreadStoreSettings settings) {

  /**
   * Checks a whole conversation.
   *
   * @throws BadInputException if a part of it is over a limit
   */
  void check(Conversation conversation) throws BadInputException {
    checkThread(conversation.thread());
    for (int i = 0; i < conversation.messages().size(); i++) {
      try {
        check(conversation.messages().get(i));
      } catch (BadInputException e) {
        throw new BadInputException("message " + i + ": " + e.problem());
      }
    }
    if (conversation.state() != null) {
      check("the state", conversation.state(), settings.maxStateBytes());
    }
  }

  /**
   * Checks the id of a thread.
   *
   * @throws BadInputException if there can be no such thread
   */
  void checkThread(String thread) throws BadInputException {
    try {
      var unused = new ThreadRef(namespace, thread);
    } catch (InvalidInputException e) {
      throw new BadInputException("`thread`: " + e.getMessage());
    }
  }

  /**
   * Checks one message.
   *
   * @throws BadInputException if it is too large
   */
  void check(JsonMessage message) throws BadInputException {
    check("the message", message.json(), settings.maxMessageBytes());
  }

  private static void check(String what, String json, int limit) throws BadInputException {
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > limit) {
      throw new BadInputException("%s has %d bytes, the limit is %d".formatted(what, bytes, limit));
    }
  }
}
