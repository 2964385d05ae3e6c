package dev.threadstore.it.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/** Threads that clients share, and how many messages of which client in which were acknowledged. */
final class Population {
  private static final String BULK = "x".repeat(500);

  private final int size;
  private final List<AtomicIntegerArray> acknowledged = new ArrayList<>();

  Population(int size, int clients) {
    this.size = size;
    for (int client = 0; client < clients; client++) {
      acknowledged.add(new AtomicIntegerArray(size));
    }
  }

  int size() {
    return size;
  }

  static ThreadRef ref(int thread) {
    return new ThreadRef("pressure", "t" + thread);
  }

  /** The next messages of a client for a thread. */
  List<Note> next(int client, int thread, int count) {
    int from = acknowledged.get(client).get(thread);
    return notes(client, from, from + count);
  }

  void acknowledge(int client, int thread, int count) {
    acknowledged.get(client).addAndGet(thread, count);
  }

  /** Of a client's own messages, nothing is missing, twice, or out of order. */
  void assertOwn(int client, int thread, List<Note> found) {
    assertThat(of(client, found))
        .as("messages of client %s in t%s", client, thread)
        .isEqualTo(notes(client, 0, acknowledged.get(client).get(thread)));
  }

  /** Every acknowledged message is there, once, in order, and nothing else; no client is active. */
  void assertAllIn(ThreadStore<Note> store) {
    for (int thread = 0; thread < size; thread++) {
      TieredThreadManager<Note> manager = store.thread(ref(thread));
      List<Note> found = manager.load().messages();
      int all = 0;
      for (int client = 0; client < acknowledged.size(); client++) {
        assertOwn(client, thread, found);
        all += acknowledged.get(client).get(thread);
      }
      assertThat(found).hasSize(all);
    }
  }

  /**
   * What is found may lack messages, but has none that never was, or that stands where it never
   * stood.
   */
  void assertNothingForeign(int thread, List<Note> found) {
    for (int client = 0; client < acknowledged.size(); client++) {
      List<Note> left = new ArrayList<>(of(client, found));
      notes(client, 0, acknowledged.get(client).get(thread))
          .forEach(
              note -> {
                if (!left.isEmpty() && left.get(0).equals(note)) {
                  left.remove(0);
                }
              });
      assertThat(left).as("foreign in t%s", thread).isEmpty();
    }
  }

  private static List<Note> of(int client, List<Note> found) {
    return found.stream().filter(note -> note.id().startsWith(client + "-")).toList();
  }

  private static List<Note> notes(int client, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new Note(client + "-" + i, i + " of " + client + BULK))
        .toList();
  }
}
