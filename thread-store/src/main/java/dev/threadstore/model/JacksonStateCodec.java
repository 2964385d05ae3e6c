package dev.threadstore.model;

import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** States as JSON through Jackson 3. The default. Thread-safe. */
public final class JacksonStateCodec implements StateCodec {
  private final ObjectMapper mapper;

  /** With a mapper of default settings. */
  public JacksonStateCodec() {
    this(JsonMapper.shared());
  }

  /**
   * With the application's own mapper.
   *
   * @param mapper maps states to JSON
   */
  public JacksonStateCodec(ObjectMapper mapper) {
    this.mapper = Objects.requireNonNull(mapper, "mapper");
  }

  @Override
  public byte[] encode(Object state) {
    return mapper.writeValueAsBytes(state);
  }

  /**
   * {@inheritDoc}
   *
   * @throws JacksonException if the document does not fit the type
   */
  @Override
  public <S> S decode(byte[] json, Class<S> type) {
    return mapper.readValue(json, type);
  }
}
