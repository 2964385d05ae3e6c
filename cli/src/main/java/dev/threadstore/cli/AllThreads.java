package dev.threadstore.cli;

import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadPage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Walks through a listing of a namespace, page by page, to its end. */
final class AllThreads {
  private static final int PAGE = 500;

  private AllThreads() {}

  /** The ids of all threads, sorted, each once: one that moves meanwhile is listed twice. */
  static List<String> ids(ThreadNamespace<?> namespace) {
    return ids(cursor -> namespace.list(cursor, PAGE));
  }

  /** The ids of all threads of which the cold store has any object, deleted ones too. */
  static List<String> stored(ThreadNamespace<?> namespace) {
    return ids(cursor -> namespace.stored(cursor, PAGE));
  }

  private static List<String> ids(Function<String, ThreadPage> listing) {
    Set<String> ids = new TreeSet<>();
    String cursor = ThreadNamespace.START;
    while (true) {
      ThreadPage page = listing.apply(cursor);
      page.threads().forEach(entry -> ids.add(entry.ref().id()));
      if (page.next().isEmpty()) {
        return List.copyOf(ids);
      }
      cursor = page.next().get();
    }
  }
}
