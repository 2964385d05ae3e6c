package dev.threadstore.testsupport;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What happens to which calls.
 *
 * @param skip how many matching calls are still let through
 * @param times how many it still happens to
 * @param before what happens before the effect
 * @param after what happens after it
 * @param corruption what happens to bytes that are read
 */
record PlannedFault(
    ColdOperation operation,
    Predicate<String> keys,
    AtomicLong skip,
    AtomicLong times,
    Consumer<ColdCall> before,
    Consumer<ColdCall> after,
    UnaryOperator<byte[]> corruption) {

  /** What happens to a call for which nothing is planned. */
  static final PlannedFault NONE =
      new PlannedFault(
          ColdOperation.READ,
          key -> false,
          new AtomicLong(),
          new AtomicLong(),
          call -> {},
          call -> {},
          UnaryOperator.identity());

  /** The first of several faults that happens to this call; that one is used up by one. */
  static PlannedFault first(List<PlannedFault> faults, ColdCall call) {
    for (PlannedFault fault : faults) {
      if (fault.matches(call) && isUsedUp(fault.skip) && !isUsedUp(fault.times)) {
        return fault;
      }
    }
    return NONE;
  }

  private boolean matches(ColdCall call) {
    return call.operation() == operation && call.keys().stream().anyMatch(keys);
  }

  /** Takes one, if there is one. */
  private static boolean isUsedUp(AtomicLong count) {
    return count.getAndUpdate(left -> Math.max(0, left - 1)) == 0;
  }
}
