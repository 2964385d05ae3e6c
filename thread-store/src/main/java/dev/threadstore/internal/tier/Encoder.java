package dev.threadstore.internal.tier;

import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.LimitExceededException;
import dev.threadstore.model.MessageCodec;
import dev.threadstore.model.PayloadFormat;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.UndecodableContentException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The way of an application's messages and states to the bytes that the tiers move. Whatever cannot
 * be stored is refused here, before anything is sent.
 *
 * @param <M> the application's type of a message
 */
final class Encoder<M> {
  private static final JsonFactory JSON = new JsonFactory();

  private final MessageCodec<M> codec;
  private final ThreadStoreSettings settings;

  Encoder(MessageCodec<M> codec, ThreadStoreSettings settings) {
    this.codec = codec;
    this.settings = settings;
  }

  /**
   * Decodes a message of a thread.
   *
   * @throws UndecodableContentException if the codec cannot
   */
  M decode(ThreadRef ref, MessageRecord message) {
    try {
      return codec.decode(message.id(), message.payload());
    } catch (RuntimeException e) {
      throw new UndecodableContentException(ref, "message " + message.id(), e);
    }
  }

  List<M> decode(ThreadRef ref, List<MessageRecord> messages) {
    List<M> decoded = new ArrayList<>(messages.size());
    for (MessageRecord message : messages) {
      decoded.add(decode(ref, message));
    }
    return decoded;
  }

  /**
   * Encodes messages that go to Redis in one step.
   *
   * @throws InvalidInputException if a message cannot be encoded
   * @throws LimitExceededException if a message or all together are too large
   */
  List<MessageRecord> encodeBatch(List<? extends M> messages) {
    limit("messages in one append", settings.maxBatchMessages(), messages.size());
    List<MessageRecord> batch = encode(messages);
    long bytes = 0;
    for (MessageRecord message : batch) {
      bytes += message.payload().length;
    }
    limit("bytes in one append", settings.maxBatchBytes(), bytes);
    return batch;
  }

  /**
   * Encodes messages that become the whole of a thread.
   *
   * @throws InvalidInputException if a message cannot be encoded, or two have one id
   * @throws LimitExceededException if a message is too large
   */
  List<MessageRecord> encodeWhole(List<? extends M> messages) {
    List<MessageRecord> whole = encode(messages);
    Set<String> ids = new HashSet<>();
    for (MessageRecord message : whole) {
      if (!ids.add(message.id())) {
        throw new InvalidInputException("two messages have one id: message=`" + message.id() + "`");
      }
    }
    return whole;
  }

  private List<MessageRecord> encode(List<? extends M> messages) {
    List<MessageRecord> records = new ArrayList<>(messages.size());
    for (M message : messages) {
      records.add(encode(message, records.size()));
    }
    return records;
  }

  private MessageRecord encode(M message, int index) {
    Objects.requireNonNull(message, () -> "message " + index);
    @Nullable String id;
    byte @Nullable [] payload;
    @Nullable PayloadFormat format;
    try {
      id = codec.id(message);
      payload = codec.encode(message);
      format = codec.format();
    } catch (RuntimeException e) {
      throw new InvalidInputException("codec cannot encode message: index=`" + index + "`", e);
    }
    if (id == null || payload == null || format == null) {
      String what = id == null ? "id" : payload == null ? "bytes" : "format";
      throw new InvalidInputException(
          "codec returned null: index=`%d` value=`%s`".formatted(index, what));
    }
    requireMessageId(id);
    if (payload.length > settings.maxMessageBytes()) {
      throw new LimitExceededException(
          "bytes of message `" + id + "`", settings.maxMessageBytes(), payload.length);
    }
    return new MessageRecord(id, payload, format);
  }

  /**
   * Accepts an id that a message could have.
   *
   * @throws InvalidInputException if none could
   */
  static void requireMessageId(String id) {
    if (id.isEmpty()) {
      throw new InvalidInputException("message id is empty");
    }
    limit(
        "bytes of a message id",
        ThreadStoreSettings.MAX_MESSAGE_ID_BYTES,
        utf8("message id", id).remaining());
  }

  /**
   * Encodes a state document.
   *
   * @throws InvalidInputException if it is not one JSON value, or not valid Unicode
   * @throws LimitExceededException if it is too large
   */
  byte[] encodeState(String json) {
    ByteBuffer utf8 = utf8("state", json);
    limitState(utf8.remaining());
    requireJson(json);
    byte[] bytes = new byte[utf8.remaining()];
    utf8.get(bytes);
    return bytes;
  }

  /**
   * Accepts a state document.
   *
   * @throws InvalidInputException if it is not one JSON value in UTF-8
   * @throws LimitExceededException if it is too large
   */
  byte[] requireState(byte[] json) {
    limitState(json.length);
    try {
      requireJson(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString());
    } catch (CharacterCodingException e) {
      throw new InvalidInputException("state is not UTF-8", e);
    }
    return json;
  }

  private static void requireJson(String text) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != null) {
        parser.skipChildren();
        if (parser.nextToken() == null) {
          return;
        }
      }
    } catch (JacksonException e) {
      throw new InvalidInputException("state is not valid JSON", e);
    }
    throw new InvalidInputException("state is not exactly one JSON value");
  }

  /** Encodes strictly: Java's own encoding puts a question mark for what is not Unicode. */
  private static ByteBuffer utf8(String what, String text) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(what + " is not valid Unicode (an unpaired surrogate)", e);
    }
  }

  private void limitState(long bytes) {
    limit("bytes of the state", settings.maxStateBytes(), bytes);
  }

  private static void limit(String name, long limit, long value) {
    if (value > limit) {
      throw new LimitExceededException(name, limit, value);
    }
  }
}
