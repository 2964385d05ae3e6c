package dev.threadstore.cli;

import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.Revision;

/** What a changing command says in the end: the thread's new revision. */
final class Changed {
  private Changed() {}

  static void report(Invocation invocation, String thread, ChangeResult result) {
    report(invocation, thread, result.length(), result.revision());
  }

  static void report(Invocation invocation, String thread, long messages, Revision revision) {
    invocation
        .terminal()
        .line(
            invocation.json()
                ? new JsonLine()
                    .put("id", thread)
                    .put("messages", messages)
                    .put("revision", revision.toString())
                    .toString()
                : "%s: %s at revision %s"
                    .formatted(Printable.line(thread), Sizes.count(messages, "message"), revision));
  }
}
