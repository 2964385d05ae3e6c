package dev.threadstore.it.archive;

import dev.threadstore.Failing;
import dev.threadstore.ThreadStore;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.it.Note;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process that carries out one operation at a time, can stand still at any step of it, go on much
 * later, or end there.
 */
final class Lane implements Failpoints, AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final ThreadStore<Note> store;
  private CompletableFuture<@Nullable Void> outcome = CompletableFuture.completedFuture(null);
  private int passesLeft;
  private boolean stands;
  private boolean dead;
  private boolean late;
  private String place = "";

  Lane(ThreadStore.Builder<Note> builder) {
    store = Failing.at(this, builder).build();
  }

  /**
   * Begins an operation, and returns when it has ended or stands still.
   *
   * @param passes at how many places it passes before it stands still
   */
  void begin(int passes, Consumer<ThreadStore<Note>> operation) {
    CompletableFuture<@Nullable Void> ending = new CompletableFuture<>();
    synchronized (this) {
      outcome = ending;
      passesLeft = passes;
      dead = false;
      late = false;
    }
    Thread thread =
        new Thread(
            () -> {
              try {
                operation.accept(store);
                end(ending, null);
              } catch (Throwable e) {
                end(ending, e);
              }
            },
            "lane");
    thread.setDaemon(true);
    thread.start();
    awaitEnd();
  }

  /** Goes on, and returns when it has ended or stands still again. */
  synchronized void goOn(int passes) {
    passesLeft = passes;
    stands = false;
    notifyAll();
    awaitEnd();
  }

  /** Ends where it stands, as if it were killed. */
  synchronized void die() {
    dead = true;
    stands = false;
    notifyAll();
    awaitEnd();
  }

  /** More time has passed than an operation has: it creates no object any more. */
  synchronized void becomeLate() {
    late = true;
  }

  synchronized boolean stands() {
    return stands;
  }

  synchronized String place() {
    return place;
  }

  /** How the operation ended; null: normally. */
  synchronized @Nullable Throwable failure() {
    try {
      outcome.join();
      return null;
    } catch (RuntimeException e) {
      return e.getCause() == null ? e : e.getCause();
    }
  }

  @Override
  public void before(String step) {
    pass("before " + step);
  }

  @Override
  public void after(String step) {
    pass("after " + step);
  }

  @Override
  public void close() {
    store.close();
  }

  private synchronized void pass(String here) {
    if (!dead && !stands && passesLeft-- == 0) {
      stands = true;
      place = here;
      notifyAll();
    }
    await(() -> !stands, Long.MAX_VALUE);
    if (dead || (late && here.equals("before cold.create"))) {
      throw new Death();
    }
  }

  private synchronized void end(
      CompletableFuture<@Nullable Void> ending, @Nullable Throwable failure) {
    if (failure == null) {
      ending.complete(null);
    } else {
      ending.completeExceptionally(failure);
    }
    notifyAll();
  }

  private void awaitEnd() {
    await(() -> stands || outcome.isDone(), PATIENCE_NANOS);
  }

  private synchronized void await(BooleanSupplier condition, long patienceNanos) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begun > patienceNanos) {
        throw new AssertionError("operation neither ends nor stands still");
      }
      try {
        wait(1000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
  }

  /** Nothing in the library catches it. */
  static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }
}
