package dev.threadstore.testsupport;

import dev.threadstore.cold.ColdStoreException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Plans one fault of a {@link FaultInjectingColdStore}: first which calls, then, as the last call,
 * what happens to them. Without a restriction it happens to every call of the operation. Not
 * thread-safe.
 */
public final class FaultPlan {
  private final Consumer<PlannedFault> planned;
  private final ColdOperation operation;
  private Predicate<String> keys = key -> true;
  private long skip;
  private long times = Long.MAX_VALUE;

  FaultPlan(ColdOperation operation, Consumer<PlannedFault> planned) {
    this.operation = operation;
    this.planned = planned;
  }

  /**
   * Only calls with such a key.
   *
   * @param keys matches the key, one of the keys (delete) or the prefix (list)
   * @return this
   */
  public FaultPlan keys(Predicate<String> keys) {
    this.keys = keys;
    return this;
  }

  /**
   * Only after so many matching calls.
   *
   * @param calls how many are let through first
   * @return this
   */
  public FaultPlan skip(long calls) {
    this.skip = atLeast(0, "skip", calls);
    return this;
  }

  /**
   * Only so many times.
   *
   * @param calls how many calls it happens to
   * @return this
   */
  public FaultPlan times(long calls) {
    this.times = atLeast(1, "times", calls);
    return this;
  }

  /** The call fails and has no effect. */
  public void failBefore() {
    plan(FaultPlan::fail, FaultPlan::pass, UnaryOperator.identity());
  }

  /** The call has its effect, and then fails: its answer is lost. */
  public void failAfter() {
    plan(FaultPlan::pass, FaultPlan::fail, UnaryOperator.identity());
  }

  /**
   * The call waits before its effect.
   *
   * @return to see it come, and to let it go
   */
  public Pause pauseBefore() {
    Pause pause = new Pause();
    plan(pause::hold, FaultPlan::pass, UnaryOperator.identity());
    return pause;
  }

  /**
   * The call waits between its effect and its answer.
   *
   * @return to see it come, and to let it go
   */
  public Pause pauseAfter() {
    Pause pause = new Pause();
    plan(FaultPlan::pass, pause::hold, UnaryOperator.identity());
    return pause;
  }

  /**
   * The call returns other bytes than those that are stored. Only for {@link ColdOperation#READ}.
   *
   * @param corruption gets a copy of the bytes, which it may change and return
   * @throws IllegalStateException if the operation is another one
   */
  public void corrupt(UnaryOperator<byte[]> corruption) {
    if (operation != ColdOperation.READ) {
      throw new IllegalStateException("nothing to corrupt: operation=`" + operation + "`");
    }
    plan(FaultPlan::pass, FaultPlan::pass, corruption);
  }

  private void plan(
      Consumer<ColdCall> before, Consumer<ColdCall> after, UnaryOperator<byte[]> corruption) {
    planned.accept(
        new PlannedFault(
            operation,
            keys,
            new AtomicLong(skip),
            new AtomicLong(times),
            before,
            after,
            corruption));
  }

  private static void pass(ColdCall call) {}

  private static void fail(ColdCall call) {
    throw new ColdStoreException("planned failure: " + call, null);
  }

  private static long atLeast(long least, String what, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s is too small: %s=`%d` least=`%d`".formatted(what, what, value, least));
    }
    return value;
  }
}
