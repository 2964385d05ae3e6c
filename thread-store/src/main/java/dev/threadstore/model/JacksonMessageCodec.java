package dev.threadstore.model;

import java.util.Objects;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Messages as JSON through Jackson 3. Thread-safe.
 *
 * <p>Messages that are appended again must encode to the same bytes, so avoid unordered maps and
 * sets in them, or let the mapper sort ({@code ORDER_MAP_ENTRIES_BY_KEYS}).
 *
 * @param <M> the application's type of a message
 */
public final class JacksonMessageCodec<M> implements MessageCodec<M> {
  private final ObjectMapper mapper;
  private final Class<M> type;
  private final Function<? super M, String> id;

  private JacksonMessageCodec(ObjectMapper mapper, Class<M> type, Function<? super M, String> id) {
    this.mapper = Objects.requireNonNull(mapper, "mapper");
    this.type = Objects.requireNonNull(type, "type");
    this.id = Objects.requireNonNull(id, "id");
  }

  /**
   * With a mapper of default settings.
   *
   * @param type the type of a message
   * @param id how to get a message's id, for instance {@code Message::id}
   * @param <M> the type of a message
   * @return the codec
   */
  public static <M> JacksonMessageCodec<M> of(Class<M> type, Function<? super M, String> id) {
    return of(JsonMapper.shared(), type, id);
  }

  /**
   * With the application's own mapper.
   *
   * @param mapper maps messages to JSON; without indentation archives are easier to read
   * @param type the type of a message
   * @param id how to get a message's id
   * @param <M> the type of a message
   * @return the codec
   */
  public static <M> JacksonMessageCodec<M> of(
      ObjectMapper mapper, Class<M> type, Function<? super M, String> id) {
    return new JacksonMessageCodec<>(mapper, type, id);
  }

  @Override
  public String id(M message) {
    return id.apply(message);
  }

  @Override
  public byte[] encode(M message) {
    return mapper.writeValueAsBytes(message);
  }

  /**
   * {@inheritDoc}
   *
   * @throws JacksonException if the bytes do not fit the type
   */
  @Override
  public M decode(String messageId, byte[] bytes) {
    return mapper.readValue(bytes, type);
  }

  @Override
  public PayloadFormat format() {
    return PayloadFormat.JSON;
  }
}
