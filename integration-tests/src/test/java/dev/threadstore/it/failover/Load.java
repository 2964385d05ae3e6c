package dev.threadstore.it.failover;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.ThreadRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Some writers, each with conversations of its own, which go on until they end. */
final class Load {
  private static final int WRITERS = 3;

  /** Between two steps of a writer, so that threads stay short while a cluster elects a master. */
  private static final long PACE_NANOS = 2_000_000;

  private final List<Conversation> conversations;
  private final ExecutorService executor = Executors.newFixedThreadPool(WRITERS);
  private final List<CompletableFuture<Void>> writers = new ArrayList<>();
  private volatile boolean ending;

  private Load(ThreadStore<Note> store, List<ThreadRef> threads) {
    conversations = threads.stream().map(ref -> new Conversation(store, ref)).toList();
    for (int writer = 0; writer < WRITERS; writer++) {
      int first = writer;
      writers.add(CompletableFuture.runAsync(() -> write(first), executor));
    }
  }

  /** Begins with so many new threads, which are anywhere in a cluster. */
  static Load on(ThreadStore<Note> store, int threads) {
    return on(
        store,
        IntStream.range(0, threads)
            .mapToObj(i -> new ThreadRef("load", UUID.randomUUID().toString()))
            .toList());
  }

  /** Begins with these threads, which do not exist yet. */
  static Load on(ThreadStore<Note> store, List<ThreadRef> threads) {
    return new Load(store, threads);
  }

  /** Waits until so many more messages of each conversation are acknowledged. */
  void awaitEach(int messages) {
    int[] before = conversations.stream().mapToInt(Conversation::acknowledged).toArray();
    await()
        .atMost(60, SECONDS)
        .until(
            () ->
                writers.stream().anyMatch(CompletableFuture::isDone)
                    || IntStream.range(0, before.length)
                        .allMatch(
                            i -> conversations.get(i).acknowledged() >= before[i] + messages));
  }

  /** Waits until so many more messages are acknowledged, of whichever conversations. */
  void awaitAny(int messages) {
    int before = acknowledged();
    await()
        .atMost(60, SECONDS)
        .pollInterval(1, MILLISECONDS)
        .until(
            () ->
                writers.stream().anyMatch(CompletableFuture::isDone)
                    || acknowledged() >= before + messages);
  }

  /** Waits until writers were told this instead of an answer, so often. */
  void awaitTroubles(String text, int count) {
    await()
        .atMost(60, SECONDS)
        .until(() -> conversations.stream().mapToLong(one -> one.troubles(text)).sum() >= count);
  }

  private int acknowledged() {
    return conversations.stream().mapToInt(Conversation::acknowledged).sum();
  }

  /**
   * Ends all writers.
   *
   * @return their conversations
   */
  List<Conversation> end() {
    ending = true;
    try {
      writers.forEach(CompletableFuture::join);
      return conversations;
    } finally {
      executor.shutdownNow();
    }
  }

  private void write(int first) {
    Random random = new Random(first);
    for (int i = first; !ending; i = i + WRITERS < conversations.size() ? i + WRITERS : first) {
      conversations.get(i).step(random);
      LockSupport.parkNanos(PACE_NANOS);
    }
  }
}
