package dev.threadstore.it;

import static org.assertj.core.api.Assertions.catchThrowable;

import dev.threadstore.internal.base.Failpoints;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** An operation that stands still between two effects, until a test lets it go on or die. */
public final class Stalled<T> implements Failpoints {
  private static final int SOON_SECONDS = 30;

  private final String place;
  private final AtomicInteger passes;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CompletableFuture<Boolean> lives = new CompletableFuture<>();
  private final CompletableFuture<T> outcome = new CompletableFuture<>();

  public Stalled(String place, int passes) {
    this.place = place;
    this.passes = new AtomicInteger(passes);
  }

  /** Runs the operation on a thread of its own until it is there. */
  public void begin(Supplier<T> operation) {
    Thread thread =
        new Thread(
            () -> {
              try {
                outcome.complete(operation.get());
              } catch (Throwable e) {
                outcome.completeExceptionally(e);
              } finally {
                reached.countDown();
              }
            });
    thread.setDaemon(true);
    thread.start();
    try {
      if (!reached.await(SOON_SECONDS, TimeUnit.SECONDS) || outcome.isDone()) {
        throw new AssertionError("did not come to `" + place + "`: " + outcome);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Lets it go on. What it returns, or throws. */
  public T goOn() {
    lives.complete(true);
    try {
      return outcome.orTimeout(SOON_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Ends it where it stands, as if its process were killed. */
  public void die() {
    lives.complete(false);
    Throwable end = catchThrowable(() -> outcome.orTimeout(SOON_SECONDS, TimeUnit.SECONDS).join());
    if (end == null || !(end.getCause() instanceof Death)) {
      throw new AssertionError("did not die at `" + place + "`", end);
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

  private void pass(String here) {
    if (here.equals(place) && passes.getAndDecrement() == 0) {
      reached.countDown();
      if (!lives.join()) {
        throw new Death();
      }
    }
  }

  /** Nothing in the library catches it. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }
}
