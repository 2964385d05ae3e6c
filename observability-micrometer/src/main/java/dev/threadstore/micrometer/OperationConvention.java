package dev.threadstore.micrometer;

import dev.threadstore.model.Operation;
import dev.threadstore.model.ThreadRef;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names observations of operations, and says what is known of them. */
final class OperationConvention implements ObservationConvention<OperationContext> {
  static final String NAME = "threadstore.operation";

  private final boolean withNamespace;

  OperationConvention(boolean withNamespace) {
    this.withNamespace = withNamespace;
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public String getContextualName(OperationContext context) {
    return "threadstore " + context.operation().kind().label();
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return context instanceof OperationContext;
  }

  @Override
  public KeyValues getLowCardinalityKeyValues(OperationContext context) {
    Operation operation = context.operation();
    KeyValues known =
        KeyValues.of("operation", operation.kind().label(), "hot.copy", hotCopy(context));
    return withNamespace ? known.and("namespace", operation.namespace()) : known;
  }

  /** Asked at the beginning, too; what it says in the end counts. */
  private static String hotCopy(OperationContext context) {
    if (context.hydrated()) {
      return "hydrated";
    }
    return context.operation().kind().usesHotCopy() && context.getError() == null ? "hit" : "none";
  }

  @Override
  public KeyValues getHighCardinalityKeyValues(OperationContext context) {
    return context
        .operation()
        .thread()
        .map(ThreadRef::toString)
        .map(thread -> KeyValues.of("thread", thread))
        .orElse(KeyValues.empty());
  }
}
