package dev.threadstore.cli;

import dev.threadstore.model.MessageCodec;
import dev.threadstore.model.PayloadFormat;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Stores a message as the JSON that it is, with nothing around it: the store keeps the id beside
 * the bytes. So an application reads what threadctl imported through its own JSON codec, and
 * threadctl shows what an application stored. Messages of an application whose codec does not write
 * JSON are shown as {@code {"base64":"…"}}.
 */
final class JsonMessageCodec implements MessageCodec<JsonMessage> {

  @Override
  public String id(JsonMessage message) {
    return message.id();
  }

  @Override
  public byte[] encode(JsonMessage message) {
    return message.json().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public JsonMessage decode(String id, byte[] bytes) {
    try {
      CharSequence text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return new JsonMessage(id, CompactJson.of(text.toString()));
    } catch (CharacterCodingException | BadInputException e) {
      String base64 = Base64.getEncoder().encodeToString(bytes);
      return new JsonMessage(id, "{\"base64\":\"" + base64 + "\"}");
    }
  }

  @Override
  public PayloadFormat format() {
    return PayloadFormat.JSON;
  }
}
