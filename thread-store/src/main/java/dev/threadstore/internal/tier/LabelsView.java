package dev.threadstore.internal.tier;

import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.LabelRules;
import dev.threadstore.model.LimitExceededException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadInfo;
import dev.threadstore.model.ThreadLabels;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Versioned;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@link ThreadLabels} over the hot copy. */
final class LabelsView implements ThreadLabels {
  private static final String REMOVE = "";

  private final ThreadRef ref;
  private final Liveness liveness;
  private final Supplier<ThreadInfo> info;

  LabelsView(ThreadRef ref, Liveness liveness, Supplier<ThreadInfo> info) {
    this.ref = ref;
    this.liveness = liveness;
    this.info = info;
  }

  @Override
  public Versioned<Map<String, String>> load() {
    ThreadInfo found = info.get();
    return new Versioned<>(found.labels(), found.revision());
  }

  @Override
  public ChangeResult put(Map<String, String> labels, Revision expected) {
    requireLegal(labels);
    return change(labels, expected);
  }

  @Override
  public ChangeResult remove(Set<String> names, Revision expected) {
    for (String name : names) {
      requireLegal(Map.of(name, "any"));
    }
    return change(names.stream().collect(Collectors.toMap(name -> name, name -> REMOVE)), expected);
  }

  private ChangeResult change(Map<String, String> changes, Revision expected) {
    Objects.requireNonNull(expected, "expected");
    return liveness.change(
        ref, "labels", (hot, change, deadline) -> hot.label(changes, expected, change, deadline));
  }

  /**
   * Accepts labels that a thread could have.
   *
   * @throws InvalidInputException if none could have one of them
   * @throws LimitExceededException if there are too many
   */
  static void requireLegal(Map<String, String> labels) {
    if (labels.size() > LabelRules.MOST) {
      throw new LimitExceededException("labels of a thread", LabelRules.MOST, labels.size());
    }
    LabelRules.violation(labels)
        .ifPresent(
            violation -> {
              throw new InvalidInputException(violation);
            });
  }
}
