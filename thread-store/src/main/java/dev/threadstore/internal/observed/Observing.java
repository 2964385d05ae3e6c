package dev.threadstore.internal.observed;

import dev.threadstore.internal.base.Audience;
import dev.threadstore.model.Operation;
import dev.threadstore.model.OperationObserver;
import dev.threadstore.model.OperationObserver.End;
import dev.threadstore.model.ThreadRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs the operations of one thread, or of a namespace, before the eyes of observers. */
final class Observing {
  private final Audience<OperationObserver> observers;
  private final String namespace;
  private final Optional<ThreadRef> thread;

  private Observing(
      Audience<OperationObserver> observers, String namespace, Optional<ThreadRef> thread) {
    this.observers = observers;
    this.namespace = namespace;
    this.thread = thread;
  }

  static Observing namespace(Audience<OperationObserver> observers, String name) {
    return new Observing(observers, name, Optional.empty());
  }

  static Observing thread(Audience<OperationObserver> observers, ThreadRef ref) {
    return new Observing(observers, ref.namespace(), Optional.of(ref));
  }

  <T> T observe(Operation.Kind kind, Supplier<T> operation) {
    Audience<End> audience = begin(new Operation(kind, namespace, thread));
    T result;
    try {
      result = operation.get();
    } catch (Throwable e) {
      audience.tell(end -> end.failed(e));
      throw e;
    }
    audience.tell(End::succeeded);
    return result;
  }

  /** Who is told of the end, the last that was told of the beginning first. */
  private Audience<End> begin(Operation operation) {
    List<End> ends = new ArrayList<>();
    observers.tell(observer -> ends.add(observer.begin(operation)));
    Collections.reverse(ends);
    return new Audience<>(ends);
  }
}
