package dev.threadstore.model;

/**
 * Turns an application's messages into bytes and back, and knows their ids. Implementations are
 * thread-safe and hold the two properties that everything else rests on: {@code
 * decode(encode(m)).equals(m)} as far as the application cares, and the same message always encodes
 * to the same bytes (a message appended again under its id with other bytes is reported as
 * conflicting).
 *
 * <p>Below the codec messages are opaque: no tier ever parses them.
 *
 * @param <M> the application's type of a message
 */
public interface MessageCodec<M> {

  /**
   * The id of a message, unique in its thread.
   *
   * @param message the message
   * @return 1 to {@value ThreadStoreSettings#MAX_MESSAGE_ID_BYTES} bytes of UTF-8
   */
  String id(M message);

  /**
   * Encodes a message.
   *
   * @param message the message
   * @return its bytes; they need not contain the id, but take less room in Redis if they do,
   *     verbatim
   */
  byte[] encode(M message);

  /**
   * Decodes a message.
   *
   * @param id the id under which it was appended
   * @param bytes what {@link #encode} returned, perhaps an earlier version of it
   * @return the message
   */
  M decode(String id, byte[] bytes);

  /**
   * What the bytes are, so that archives stay readable by people and other tools.
   *
   * @return {@link PayloadFormat#BYTES} unless overridden
   */
  default PayloadFormat format() {
    return PayloadFormat.BYTES;
  }
}
