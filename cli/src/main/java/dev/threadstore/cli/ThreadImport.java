package dev.threadstore.cli;

import dev.threadstore.model.AppendResult;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings conversations into the store: creates threads that do not exist, appends messages that are
 * not there yet, and sets the state if it differs. Doing it twice changes nothing. Thread-safe.
 *
 * @param threads where to
 * @param settings the limits of one append
 */
record ThreadImport(ThreadNamespace<JsonMessage> threads, ThreadStoreSettings settings) {

  /**
   * What became of a conversation.
   *
   * @param added how many messages were new
   * @param known how many were there already
   * @param conflicting the ids of those whose id was there with another content
   */
  record Result(int added, int known, List<String> conflicting) {}

  /** Brings in one conversation. */
  Result store(Conversation conversation) {
    TieredThreadManager<JsonMessage> thread = threads.thread(conversation.thread());
    thread.createIfAbsent();
    int added = 0;
    int known = 0;
    List<String> conflicting = new ArrayList<>();
    for (List<JsonMessage> batch : batches(conversation.messages())) {
      AppendResult result = thread.append(batch);
      added += result.added().size();
      known += result.known().size();
      conflicting.addAll(result.conflicting());
    }
    if (conversation.state() != null) {
      setState(thread, conversation.state());
    }
    return new Result(added, known, conflicting);
  }

  /** Cuts the messages into runs that the store takes in one step. */
  List<List<JsonMessage>> batches(List<JsonMessage> messages) {
    List<List<JsonMessage>> batches = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < messages.size(); i++) {
      int size = messages.get(i).json().getBytes(StandardCharsets.UTF_8).length;
      boolean full =
          i - from == settings.maxBatchMessages() || bytes + size > settings.maxBatchBytes();
      if (full && i > from) {
        batches.add(messages.subList(from, i));
        from = i;
        bytes = 0;
      }
      bytes += size;
    }
    if (from < messages.size()) {
      batches.add(messages.subList(from, messages.size()));
    }
    return batches;
  }

  private static void setState(TieredThreadManager<JsonMessage> thread, String state) {
    Optional<String> present = thread.state().loadJson().value();
    if (present.isEmpty() || !isSame(present.get(), state)) {
      thread.state().saveJson(state, Revision.ANY);
    }
  }

  private static boolean isSame(String stored, String compact) {
    try {
      return CompactJson.of(stored).equals(compact);
    } catch (BadInputException e) {
      return false;
    }
  }
}
