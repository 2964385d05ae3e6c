package dev.threadstore.it.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Appends to threads, reads and flushes them. Refused for want of memory, it makes room by flushing
 * and tries again. Nothing else may go wrong.
 */
final class Client {
  private static final int PATIENCE = 1000;

  private final int number;
  private final ThreadStore<Note> store;
  private final Population population;
  private final AfterFlush makingRoom;
  private final Random random;
  private int refused;

  /**
   * A client.
   *
   * @param makingRoom what it does with threads that it flushes in order to make room
   */
  Client(
      int number,
      ThreadStore<Note> store,
      Population population,
      AfterFlush makingRoom,
      long seed) {
    this.number = number;
    this.store = store;
    this.population = population;
    this.makingRoom = makingRoom;
    random = new Random(seed + number);
  }

  /** How often it was refused. */
  int refused() {
    return refused;
  }

  /** Sessions: each reads a thread, appends some batches, and most often archives it at its end. */
  void work(int sessions) {
    for (int i = 0; i < sessions; i++) {
      int thread = random.nextInt(population.size());
      read(thread);
      for (int batches = 1 + random.nextInt(3); batches > 0; batches--) {
        append(thread);
      }
      int dice = random.nextInt(10);
      if (dice < 9) {
        manager(thread).flush(dice < 7 ? AfterFlush.KEEP : AfterFlush.RELEASE);
      }
    }
  }

  /** Changes threads without archiving any, as long as Redis takes it. */
  void workUntilRefused() {
    int before = refused;
    for (int i = 0; refused == before; i++) {
      assertThat(i).as("batches").isLessThan(PATIENCE);
      try {
        appendOnce(random.nextInt(population.size()));
      } catch (StoreUnavailableException e) {
        note(e);
      }
    }
  }

  void append(int thread) {
    untilThereIsRoom(() -> appendOnce(thread));
  }

  AppendResult appendOnce(int thread) {
    List<Note> batch = population.next(number, thread, 1 + random.nextInt(5));
    AppendResult result = manager(thread).append(batch);
    assertThat(result.added()).isEqualTo(Note.ids(batch));
    population.acknowledge(number, thread, batch.size());
    return result;
  }

  void read(int thread) {
    List<Note> found = untilThereIsRoom(() -> manager(thread).load()).messages();
    population.assertOwn(number, thread, found);
  }

  private <T> T untilThereIsRoom(Supplier<T> call) {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (StoreUnavailableException e) {
        note(e);
        assertThat(attempt).as("attempts").isLessThan(PATIENCE);
        manager(random.nextInt(population.size())).flush(makingRoom);
      }
    }
  }

  private void note(StoreUnavailableException refusal) {
    assertThat(refusal.tier()).isEqualTo(Tier.HOT);
    assertThat(refusal).message().containsAnyOf("OOM", "being evicted");
    refused++;
  }

  private TieredThreadManager<Note> manager(int thread) {
    return store.thread(Population.ref(thread));
  }
}
