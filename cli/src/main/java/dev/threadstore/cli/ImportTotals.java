package dev.threadstore.cli;

import java.util.HashSet;
import java.util.Set;

/** What an import has done so far. Not thread-safe. */
final class ImportTotals {
  private final Set<String> threads = new HashSet<>();
  private long messages;
  private long added;
  private long known;
  private long failed;

  void add(Conversation conversation, ThreadImport.Result result) {
    threads.add(conversation.thread());
    messages += conversation.messages().size();
    added += result.added();
    known += result.known();
  }

  /** Counts an item that was not imported, or not wholly. */
  void addFailure() {
    failed++;
  }

  boolean hasFailures() {
    return failed > 0;
  }

  String progress() {
    return messages + " messages";
  }

  String json() {
    return new JsonLine()
        .put("threads", threads.size())
        .put("messages", messages)
        .put("added", added)
        .put("known", known)
        .put("failed", failed)
        .toString();
  }

  String text() {
    return "%s, %s: %d added, %d known, %d failed"
        .formatted(
            Sizes.count(threads.size(), "thread"),
            Sizes.count(messages, "message"),
            added,
            known,
            failed);
  }
}
