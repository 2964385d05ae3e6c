package dev.threadstore.benchmarks;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.TieredThreadManager;

/**
 * Flushes and hydrates a thread, and holds none of its messages: the least heap with which it ends
 * is what moving needs.
 *
 * <p>Argument: the length of the thread.
 */
final class MoveBenchmark {
  private MoveBenchmark() {}

  public static void main(String[] args) {
    try (Servers servers = Servers.start();
        ThreadStore<Turn> store = servers.store()) {
      TieredThreadManager<Turn> thread = Turn.fill(store, Integer.parseInt(args[0]));
      System.out.println(thread.flush());
      System.out.println(thread.hydrate());
    }
  }
}
