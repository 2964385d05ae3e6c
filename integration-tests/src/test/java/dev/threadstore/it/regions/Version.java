package dev.threadstore.it.regions;

import dev.threadstore.model.Revision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thread at one of its revisions.
 *
 * @param revision as the library told it
 * @param messages the ids of its messages
 * @param state its state; null: none
 */
record Version(Revision revision, List<String> messages, @Nullable String state) {
  Version {
    messages = List.copyOf(messages);
  }

  static List<String> plus(List<String> messages, List<String> more) {
    List<String> all = new ArrayList<>(messages);
    all.addAll(more);
    return all;
  }
}
