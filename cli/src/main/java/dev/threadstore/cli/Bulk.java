package dev.threadstore.cli;

import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadStoreException;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Does the same to many threads. A thread that fails does not stop the others, unless a tier is
 * unavailable: then the rest is left alone.
 */
final class Bulk {
  private final Invocation invocation;
  private final String what;
  private final Effect effect;
  private int failed;
  private @Nullable ExitCode onlyFailure;

  private Bulk(Invocation invocation, String what, Effect effect) {
    this.invocation = invocation;
    this.what = what;
    this.effect = effect;
  }

  private enum Effect {
    NONE,
    CHANGES
  }

  /**
   * Begins what changes nothing.
   *
   * @param what what is done, for the progress bar
   */
  static Bulk reading(Invocation invocation, String what) {
    return new Bulk(invocation, what, Effect.NONE);
  }

  /**
   * Begins what changes threads, and goes on where it was if it is stopped and repeated.
   *
   * @param what what is done, for the progress bar
   */
  static Bulk changing(Invocation invocation, String what) {
    return new Bulk(invocation, what, Effect.CHANGES);
  }

  private record Done<R>(String id, @Nullable R result, @Nullable ThreadStoreException failure) {}

  /**
   * Does it.
   *
   * @param ids the threads
   * @param work what to do to one of them, called on several threads at once
   * @param sink takes the result for a thread, in the order of the ids, on the calling thread
   */
  <R> void run(List<String> ids, Function<String, R> work, BiConsumer<String, R> sink) {
    Terminal terminal = invocation.terminal();
    boolean several = ids.size() > 1;
    if (several && effect == Effect.CHANGES) {
      invocation.changesMany();
    }
    try (ProgressBar bar = new ProgressBar(terminal, !invocation.json(), what)) {
      if (ids.size() == 1) {
        bar.at(0, 0, Printable.line(ids.get(0)) + " …");
      }
      Iterator<String> remaining = ids.iterator();
      int[] count = {0};
      new OrderedWork<String, Done<R>>(id -> id, id -> done(id, work))
          .run(
              () -> remaining.hasNext() ? remaining.next() : null,
              done -> {
                if (several) {
                  bar.at(++count[0], ids.size(), Sizes.count(count[0], "thread"));
                }
                R result = done.result();
                if (result != null) {
                  sink.accept(done.id(), result);
                }
                ThreadStoreException failure = done.failure();
                if (failure != null) {
                  record(done.id(), failure);
                }
                return !(failure instanceof StoreUnavailableException);
              });
    }
  }

  private static <R> Done<R> done(String id, Function<String, R> work) {
    try {
      return new Done<>(id, work.apply(id), null);
    } catch (ThreadStoreException e) {
      return new Done<>(id, null, e);
    }
  }

  private void record(String id, ThreadStoreException problem) {
    Failure failure = Failure.of(problem);
    failed++;
    if (onlyFailure != ExitCode.UNAVAILABLE) {
      onlyFailure = failure.code();
    }
    invocation.failed(id, failure);
  }

  /** How many threads failed. */
  int failed() {
    return failed;
  }

  /** The exit code: of a single thread its own, of several that some failed. */
  ExitCode exitCode(List<String> ids) {
    ExitCode only = onlyFailure;
    if (only == null) {
      return ExitCode.OK;
    }
    return ids.size() == 1 || only == ExitCode.UNAVAILABLE ? only : ExitCode.SOME_FAILED;
  }

  /** The exit code where damage is a result: it matters more than anything but a failing tier. */
  ExitCode exitCode(List<String> ids, boolean isDamageFound) {
    ExitCode code = exitCode(ids);
    return isDamageFound && code != ExitCode.UNAVAILABLE ? ExitCode.DAMAGED : code;
  }
}
