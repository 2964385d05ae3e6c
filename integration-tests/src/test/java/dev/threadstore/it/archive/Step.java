package dev.threadstore.it.archive;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An operation, and what it may make of the threads that it changes.
 *
 * @param words what a reader of a run's history is told
 * @param redis the Redis that it works on
 * @param changes what it may do to each thread that it may change
 * @param drops whether a copy without changes of its own may give way to what the archive has
 * @param call the operation
 */
record Step(
    String words,
    int redis,
    Map<Integer, Change> changes,
    boolean drops,
    Consumer<ThreadStore<Note>> call) {

  /** What a thread may hold after an operation; empty: there is no such thread. */
  interface Change {
    List<Optional<List<String>>> outcomes(Optional<List<String>> before);
  }

  boolean touches(int thread) {
    return changes.containsKey(thread);
  }

  List<Optional<List<String>>> outcomes(int thread, Optional<List<String>> before) {
    return Objects.requireNonNull(changes.get(thread)).outcomes(before);
  }
}
