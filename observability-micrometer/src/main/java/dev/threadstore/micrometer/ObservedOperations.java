package dev.threadstore.micrometer;

import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.Operation;
import dev.threadstore.model.OperationObserver;
import dev.threadstore.model.ThreadListener;
import dev.threadstore.model.ThreadRef;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;

/** Makes an observation of each operation. Hears of hydrations, to tell who needed one. */
final class ObservedOperations implements OperationObserver, ThreadListener {
  private final ObservationRegistry registry;
  private final OperationConvention convention;

  ObservedOperations(ObservationRegistry registry, OperationConvention convention) {
    this.registry = registry;
    this.convention = convention;
  }

  @Override
  public End begin(Operation operation) {
    // A convention that the application has registered for the context comes first.
    Observation observation =
        Observation.createNotStarted(
                null, convention, () -> new OperationContext(operation), registry)
            .start();
    Observation.Scope scope = observation.openScope();
    return new End() {
      @Override
      public void succeeded() {
        scope.close();
        observation.stop();
      }

      @Override
      public void failed(Throwable failure) {
        observation.error(failure);
        succeeded();
      }
    };
  }

  /** Told on the thread of the operation that needed it. */
  @Override
  public void onHydrated(ThreadRef thread, HydrateResult result, Duration took) {
    Observation current = registry.getCurrentObservation();
    if (current != null && current.getContext() instanceof OperationContext context) {
      context.noteHydration();
    }
  }
}
