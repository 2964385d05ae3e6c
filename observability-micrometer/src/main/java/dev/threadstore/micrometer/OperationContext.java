package dev.threadstore.micrometer;

import dev.threadstore.model.Operation;
import io.micrometer.observation.Observation;

/**
 * What an observation of an operation knows: for handlers, filters and predicates of the
 * application. For one operation, and so for one thread at a time.
 */
public final class OperationContext extends Observation.Context {
  private final Operation operation;
  private boolean hydrated;

  OperationContext(Operation operation) {
    this.operation = operation;
  }

  /**
   * What is done.
   *
   * @return the operation
   */
  public Operation operation() {
    return operation;
  }

  /**
   * Whether an archived thread had to be brought to Redis for it.
   *
   * @return true once that was done
   */
  public boolean hydrated() {
    return hydrated;
  }

  void noteHydration() {
    hydrated = true;
  }
}
