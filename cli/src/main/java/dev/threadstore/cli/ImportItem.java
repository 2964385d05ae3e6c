package dev.threadstore.cli;

import org.jspecify.annotations.Nullable;

/**
 * What one line of input holds, or several lines together: a conversation, or a reason why not.
 *
 * @param where the file and the line
 * @param conversation the conversation, or null
 * @param problem what is wrong with the line, or null
 */
record ImportItem(String where, @Nullable Conversation conversation, @Nullable String problem) {

  static ImportItem good(String where, Conversation conversation) {
    return new ImportItem(where, conversation, null);
  }

  static ImportItem bad(String where, String problem) {
    return new ImportItem(where, null, problem);
  }

  /** Items of one thread are imported in order. */
  String lane() {
    return conversation == null ? where : conversation.thread();
  }
}
