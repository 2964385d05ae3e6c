package dev.threadstore.cli;

import dev.threadstore.model.AppendResult;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.TieredThreadManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Appends messages that happened just now. One without an id of its own is the next occurrence of
 * its content, so that it is added even if the thread has the same words already, and an export of
 * the thread, imported again, finds it known. To count occurrences the thread must hold still, so
 * the append expects the revision at which they were counted.
 */
record NewMessages(TieredThreadManager<JsonMessage> thread) {
  private static final int ATTEMPTS = 20;

  /** Appends at whatever revision the thread is. */
  AppendResult append(List<String> messages) {
    if (allHaveIds(messages)) {
      // Nothing to count: their ids make it safe at any revision.
      return append(messages, Revision.ANY);
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return append(messages, thread.info().revision());
      } catch (RevisionConflictException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * Appends at one revision.
   *
   * @throws RevisionConflictException if the thread is at another
   */
  AppendResult append(List<String> messages, Revision revision) {
    List<JsonMessage> identified = new ArrayList<>();
    Map<String, Integer> occurrences = new HashMap<>();
    for (String json : messages) {
      String id = ownId(json);
      if (id.isEmpty()) {
        String content = MessageIds.contentId(json);
        int n = nextOccurrence(content, occurrences.getOrDefault(content, 0) + 1);
        occurrences.put(content, n);
        id = MessageIds.nthOccurrence(content, n);
      }
      identified.add(new JsonMessage(id, json));
    }
    return thread.append(identified, revision);
  }

  private static boolean allHaveIds(List<String> messages) {
    return messages.stream().noneMatch(json -> ownId(json).isEmpty());
  }

  private static String ownId(String json) {
    try {
      return MessageIds.ownId(json);
    } catch (BadInputException e) {
      throw CommandFailure.usage(e.problem(), "a message is a JSON object");
    }
  }

  private int nextOccurrence(String content, int from) {
    int n = from;
    while (thread.messages().find(MessageIds.nthOccurrence(content, n)).isPresent()) {
      n++;
    }
    return n;
  }
}
