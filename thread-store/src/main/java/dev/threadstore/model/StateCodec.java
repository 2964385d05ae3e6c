package dev.threadstore.model;

/**
 * Turns a thread's state into a JSON document and back. Implementations are thread-safe.
 *
 * @see JacksonStateCodec
 */
public interface StateCodec {

  /**
   * Encodes a state.
   *
   * @param state the application's object
   * @return one JSON value in UTF-8
   */
  byte[] encode(Object state);

  /**
   * Decodes a state.
   *
   * @param json what {@link #encode} returned, perhaps an earlier version of it
   * @param type the type wanted
   * @param <S> the type wanted
   * @return the state
   */
  <S> S decode(byte[] json, Class<S> type);
}
