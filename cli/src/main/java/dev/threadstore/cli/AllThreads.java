package dev.threadstore.cli;

import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadPage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Walks through the listing of a namespace, page by page, to its end. */
final class AllThreads {
  private static final int PAGE = 500;

  private AllThreads() {}

  /** The ids of all threads, sorted, each once: one that moves meanwhile is listed twice. */
  static List<String> ids(ThreadNamespace<?> namespace) {
    Set<String> ids = new TreeSet<>();
    String cursor = ThreadNamespace.START;
    while (true) {
      ThreadPage page = namespace.list(cursor, PAGE);
      page.threads().forEach(entry -> ids.add(entry.ref().id()));
      if (page.next().isEmpty()) {
        return List.copyOf(ids);
      }
      cursor = page.next().get();
    }
  }
}
