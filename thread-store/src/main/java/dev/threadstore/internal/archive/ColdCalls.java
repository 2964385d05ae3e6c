package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadStoreException;
import dev.threadstore.model.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls the cold store: bounds each call by the deadline of the operation that makes it, and is the
 * one place that translates what a store throws. Thread-safe.
 */
final class ColdCalls {
  /** What S3 lists or deletes at once. */
  static final int PAGE = 1000;

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final ColdStore store;
  private final ExecutorService executor;
  private final Failpoints failpoints;

  ColdCalls(ColdStore store, ExecutorService executor, Failpoints failpoints) {
    this.store = store;
    this.executor = executor;
    this.failpoints = failpoints;
  }

  Optional<byte[]> read(String key, Deadline deadline) {
    return await("read", key, submit("read", () -> store.read(key)), deadline);
  }

  /** Starts to read the beginning of an object, to be waited for later. */
  Pending<Optional<byte[]>> readingStart(String key, int length, Deadline deadline) {
    return pending("read", key, submit("read", () -> store.readStart(key, length)), deadline);
  }

  CreateOutcome create(String key, byte[] bytes, Deadline deadline) {
    return await("create", key, submit("create", () -> store.create(key, bytes)), deadline);
  }

  /**
   * Creates an object under a random key that nobody else creates, so that one which is there is
   * its own, and asks until the answer is definite.
   *
   * @throws StoreUnavailableException if it never was: the object may be there or come
   */
  void createSurely(String key, byte[] bytes, int maxAttempts, Deadline deadline) {
    StoreUnavailableException doubt = null;
    for (int attempt = 1; attempt <= maxAttempts && !deadline.hasPassed(); attempt++) {
      try {
        create(key, bytes, deadline);
        return;
      } catch (StoreUnavailableException e) {
        doubt = e;
        pause();
      }
    }
    throw indefinite(key, doubt);
  }

  /** The end of a loop in which the store never said whether an object is there. */
  static StoreUnavailableException indefinite(
      String key, @Nullable StoreUnavailableException doubt) {
    return new StoreUnavailableException(
        Tier.ARCHIVED, "cold store gave no definite answer: key=`" + key + "`", doubt);
  }

  /** Waits a little before the store is asked again. */
  static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException(Tier.ARCHIVED, "interrupted", e);
    }
  }

  /** Lets writers create one object at the same moment; what each was told, in their order. */
  List<CreateOutcome> race(String key, List<byte[]> contents, Deadline deadline) {
    CyclicBarrier start = new CyclicBarrier(contents.size());
    List<Future<CreateOutcome>> writers = new ArrayList<>();
    for (byte[] content : contents) {
      Callable<CreateOutcome> create =
          () -> {
            start.await();
            return store.create(key, content);
          };
      writers.add(submit("create", create));
    }
    try {
      return writers.stream().map(writer -> await("create", key, writer, deadline)).toList();
    } finally {
      writers.forEach(writer -> writer.cancel(true));
    }
  }

  void delete(Collection<String> keys, Deadline deadline) {
    Callable<Boolean> delete =
        () -> {
          store.delete(keys);
          return true;
        };
    await("delete", keys.size() + " objects", submit("delete", delete), deadline);
  }

  List<ColdObject> list(String prefix, String after, int limit, Deadline deadline) {
    return listing(prefix, after, limit, deadline).get();
  }

  boolean exists(String key, Deadline deadline) {
    return list(key, "", 1, deadline).stream().anyMatch(object -> object.key().equals(key));
  }

  /** Lists all objects under a prefix, page by page. */
  List<ColdObject> listAll(String prefix, Deadline deadline) {
    List<ColdObject> all = new ArrayList<>();
    String after = "";
    while (true) {
      List<ColdObject> page = list(prefix, after, PAGE, deadline);
      all.addAll(page);
      if (page.size() < PAGE) {
        return all;
      }
      after = page.get(page.size() - 1).key();
    }
  }

  /** Starts a listing, to be waited for later. */
  Supplier<List<ColdObject>> listing(String prefix, String after, int limit, Deadline deadline) {
    Future<List<ColdObject>> listing = submit("list", () -> store.list(prefix, after, limit));
    return () -> await("list", prefix, listing, deadline);
  }

  /** Starts work that calls the store in its turn, to be waited for later. */
  <T> Pending<T> inBackground(String operation, String what, Callable<T> work, Deadline deadline) {
    return pending(operation, what, start(work), deadline);
  }

  private static <T> Pending<T> pending(
      String operation, String what, Future<T> running, Deadline deadline) {
    return new Pending<>() {
      @Override
      public T await() {
        return ColdCalls.await(operation, what, running, deadline);
      }

      @Override
      public void cancel() {
        running.cancel(true);
      }
    };
  }

  private <T> Future<T> submit(String name, Callable<T> call) {
    String step = "cold." + name;
    return start(
        () -> {
          failpoints.before(step);
          T answer = call.call();
          failpoints.after(step);
          return answer;
        });
  }

  private <T> Future<T> start(Callable<T> work) {
    try {
      return executor.submit(work);
    } catch (RejectedExecutionException e) {
      throw new StoreUnavailableException(Tier.ARCHIVED, "thread store is closed", e);
    }
  }

  private static <T> T await(String operation, String what, Future<T> call, Deadline deadline) {
    try {
      return call.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof Error error) {
        throw error;
      }
      if (cause instanceof ThreadStoreException ours) {
        throw ours;
      }
      throw failed(operation, what, String.valueOf(cause.getMessage()), cause);
    } catch (TimeoutException e) {
      call.cancel(true);
      throw failed(operation, what, "deadline passed", e);
    } catch (InterruptedException e) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      throw failed(operation, what, "interrupted", e);
    }
  }

  private static StoreUnavailableException failed(
      String operation, String what, String reason, Throwable cause) {
    return new StoreUnavailableException(
        Tier.ARCHIVED,
        "cold store failed: operation=`%s` key=`%s` reason=`%s`".formatted(operation, what, reason),
        cause);
  }
}
