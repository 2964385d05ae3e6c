package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stops one operation before the n-th script that it sends, while a rival acts. */
final class ScriptPause implements CommandListener {
  private final int script;
  private final AtomicInteger sent = new AtomicInteger();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile @Nullable Thread stopped;

  /** Counts scripts from 1. */
  ScriptPause(int script) {
    this.script = script;
  }

  /** Starts the operation, on a store that was opened after this began to listen. */
  <T> CompletableFuture<T> start(Supplier<T> operation) {
    return CompletableFuture.supplyAsync(
        () -> {
          stopped = Thread.currentThread();
          try {
            return operation.get();
          } finally {
            stopped = null;
          }
        });
  }

  void awaitReached() {
    try {
      assertThat(reached.await(10, TimeUnit.SECONDS)).as("the script was reached").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  void release() {
    released.countDown();
  }

  @Override
  public void commandStarted(CommandStartedEvent event) {
    if (Thread.currentThread() != stopped
        || !event.getCommand().getType().toString().equals("EVALSHA")
        || sent.incrementAndGet() != script) {
      return;
    }
    reached.countDown();
    try {
      // Bounded, for a test that fails before it releases.
      released.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
