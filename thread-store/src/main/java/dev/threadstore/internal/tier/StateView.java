package dev.threadstore.internal.tier;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.threadstore.internal.hot.Head;
import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.StateCodec;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadState;
import dev.threadstore.model.UndecodableContentException;
import dev.threadstore.model.Versioned;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link ThreadState} over the hot copy. */
final class StateView implements ThreadState {
  private final ThreadRef ref;
  private final Liveness liveness;
  private final Encoder<?> encoder;
  private final StateCodec codec;

  StateView(ThreadRef ref, Liveness liveness, Encoder<?> encoder, StateCodec codec) {
    this.ref = ref;
    this.liveness = liveness;
    this.encoder = encoder;
    this.codec = codec;
  }

  @Override
  public <S> Versioned<Optional<S>> load(Class<S> type) {
    Objects.requireNonNull(type, "type");
    Head head = head();
    return new Versioned<>(
        Optional.ofNullable(head.state()).map(json -> decode(json, type)), head.revision());
  }

  private <S> S decode(byte[] json, Class<S> type) {
    try {
      return codec.decode(json, type);
    } catch (RuntimeException e) {
      throw new UndecodableContentException(ref, "state", e);
    }
  }

  @Override
  public Versioned<Optional<String>> loadJson() {
    Head head = head();
    return new Versioned<>(
        Optional.ofNullable(head.state()).map(json -> new String(json, UTF_8)), head.revision());
  }

  @Override
  public ChangeResult save(Object state, Revision expected) {
    Objects.requireNonNull(state, "state");
    byte @Nullable [] json;
    try {
      json = codec.encode(state);
    } catch (RuntimeException e) {
      throw new InvalidInputException("codec cannot encode the state", e);
    }
    if (json == null) {
      throw new InvalidInputException("codec returned null for the state");
    }
    return change(encoder.requireState(json), expected);
  }

  @Override
  public ChangeResult saveJson(String json, Revision expected) {
    return change(encoder.encodeState(json), expected);
  }

  @Override
  public ChangeResult delete(Revision expected) {
    return change(null, expected);
  }

  private ChangeResult change(byte @Nullable [] json, Revision expected) {
    Objects.requireNonNull(expected, "expected");
    return liveness.change(
        ref, "state", (hot, change, deadline) -> hot.saveState(json, expected, change, deadline));
  }

  private Head head() {
    return liveness.onLive(ref, "state", (hot, deadline) -> hot.headWithState(deadline));
  }
}
