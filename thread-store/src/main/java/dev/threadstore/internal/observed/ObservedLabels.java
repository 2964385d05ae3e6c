package dev.threadstore.internal.observed;

import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.Operation.Kind;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadLabels;
import dev.threadstore.model.Versioned;
import java.util.Map;
import java.util.Set;

/** A thread's labels, which somebody observes being used. */
final class ObservedLabels implements ThreadLabels {
  private final ThreadLabels labels;
  private final Observing observing;

  ObservedLabels(ThreadLabels labels, Observing observing) {
    this.labels = labels;
    this.observing = observing;
  }

  @Override
  public Versioned<Map<String, String>> load() {
    return observing.observe(Kind.LOAD_LABELS, labels::load);
  }

  @Override
  public ChangeResult put(Map<String, String> values, Revision expected) {
    return observing.observe(Kind.LABEL, () -> labels.put(values, expected));
  }

  @Override
  public ChangeResult remove(Set<String> names, Revision expected) {
    return observing.observe(Kind.LABEL, () -> labels.remove(names, expected));
  }
}
