package dev.threadstore.internal.observed;

import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.Operation.Kind;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadState;
import dev.threadstore.model.Versioned;
import java.util.Optional;

/** A thread's state, which somebody observes being used. */
final class ObservedState implements ThreadState {
  private final ThreadState state;
  private final Observing observing;

  ObservedState(ThreadState state, Observing observing) {
    this.state = state;
    this.observing = observing;
  }

  @Override
  public <S> Versioned<Optional<S>> load(Class<S> type) {
    return observing.observe(Kind.LOAD_STATE, () -> state.load(type));
  }

  @Override
  public Versioned<Optional<String>> loadJson() {
    return observing.observe(Kind.LOAD_STATE, state::loadJson);
  }

  @Override
  public ChangeResult save(Object value, Revision expected) {
    return observing.observe(Kind.SAVE_STATE, () -> state.save(value, expected));
  }

  @Override
  public ChangeResult saveJson(String json, Revision expected) {
    return observing.observe(Kind.SAVE_STATE, () -> state.saveJson(json, expected));
  }

  @Override
  public ChangeResult delete(Revision expected) {
    return observing.observe(Kind.DELETE_STATE, () -> state.delete(expected));
  }
}
