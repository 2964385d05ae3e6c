package dev.threadstore.testsupport;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A cold store that passes every call on to another one, counts it, and does to it what a test has
 * planned.
 *
 * <pre>{@code
 * var cold = new FaultInjectingColdStore(new InMemoryColdStore());
 * cold.on(CREATE).keys(key -> key.contains("/snapshots/")).times(1).failAfter();
 * }</pre>
 *
 * <p>Of several faults that match a call, the one that was planned first happens. Without faults it
 * behaves like the store behind it. Thread-safe.
 */
public final class FaultInjectingColdStore implements ColdStore {
  private final ColdStore store;
  private final List<PlannedFault> faults = new CopyOnWriteArrayList<>();
  private final List<ColdCall> calls = new CopyOnWriteArrayList<>();

  /**
   * Wraps a store.
   *
   * @param store to which the calls go; it is not closed with this object
   */
  public FaultInjectingColdStore(ColdStore store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  /**
   * Begins to plan a fault. It is in force when what happens has been chosen.
   *
   * @param operation to which calls it happens
   * @return to say more
   */
  public FaultPlan on(ColdOperation operation) {
    return new FaultPlan(operation, faults::add);
  }

  /** Forgets all faults. Calls that wait in a {@link Pause} wait on. */
  public void clearFaults() {
    faults.clear();
  }

  /**
   * The calls so far, in the order in which they began, failed ones included.
   *
   * @return a copy
   */
  public List<ColdCall> calls() {
    return List.copyOf(calls);
  }

  /**
   * How many calls of an operation there were so far, failed ones included.
   *
   * @param operation which operation
   * @return how many
   */
  public int count(ColdOperation operation) {
    return (int) calls.stream().filter(call -> call.operation() == operation).count();
  }

  /** Forgets the calls so far. */
  public void clearCalls() {
    calls.clear();
  }

  @Override
  public Optional<byte[]> read(String key) {
    return call(
        ColdOperation.READ,
        List.of(key),
        fault -> store.read(key).map(bytes -> fault.corruption().apply(bytes)));
  }

  @Override
  public CreateOutcome create(String key, byte[] bytes) {
    return call(ColdOperation.CREATE, List.of(key), fault -> store.create(key, bytes));
  }

  @Override
  public void delete(Collection<String> keys) {
    call(
        ColdOperation.DELETE,
        keys,
        fault -> {
          store.delete(keys);
          return keys;
        });
  }

  @Override
  public List<ColdObject> list(String prefix, String after, int limit) {
    return call(ColdOperation.LIST, List.of(prefix), fault -> store.list(prefix, after, limit));
  }

  /** Does nothing: the store behind it belongs to the caller. */
  @Override
  public void close() {}

  private <T> T call(
      ColdOperation operation, Collection<String> keys, Function<PlannedFault, T> effect) {
    ColdCall call = new ColdCall(operation, List.copyOf(keys));
    calls.add(call);
    PlannedFault fault = PlannedFault.first(faults, call);
    fault.before().accept(call);
    T answer = effect.apply(fault);
    fault.after().accept(call);
    return answer;
  }
}
