package dev.threadstore.cli;

import static dev.threadstore.model.ThreadStoreSettings.MAX_MESSAGE_ID_BYTES;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Gives the messages of one conversation their ids, so that the same conversation gets the same ids
 * each time it is read, also when it has grown at its end since.
 *
 * <p>A message with an {@code "id"} of its own (a string, or a whole number) keeps it. The others
 * are named after their content: {@code m} and the first 24 hex digits of the SHA-256 of the {@link
 * CompactJson} text; from its second occurrence in the conversation on, a repeated content also
 * gets the number of the occurrence: {@code m3fa9…}, {@code m3fa9…-2}. Counting occurrences rather
 * than positions keeps the other ids when an export leaves out or changes a message. Not
 * thread-safe.
 */
final class MessageIds {
  private static final int HASH_DIGITS = 24;

  private final Map<String, Integer> occurrences = new HashMap<>();

  /**
   * The next message of the conversation, with its id.
   *
   * @param json the message, compact
   * @throws BadInputException if it is not an object, or its own id cannot be one
   */
  JsonMessage identify(String json) throws BadInputException {
    String id = ownId(json);
    if (id.isEmpty()) {
      String contentId = contentId(json);
      id = nthOccurrence(contentId, occurrences.merge(contentId, 1, Integer::sum));
    }
    return new JsonMessage(id, json);
  }

  /** The id of a content's first occurrence. */
  static String contentId(String json) {
    byte[] hash = sha256().digest(json.getBytes(StandardCharsets.UTF_8));
    return "m" + HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS);
  }

  /** The id of a content's occurrence, counted from 1. */
  static String nthOccurrence(String contentId, int n) {
    return n == 1 ? contentId : contentId + "-" + n;
  }

  /**
   * The id that a message carries itself, or the empty string.
   *
   * @throws BadInputException if it is not an object, or its own id cannot be one
   */
  static String ownId(String json) throws BadInputException {
    try (JsonParser parser = CompactJson.parser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new BadInputException("not a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean isId = parser.currentName().equals("id");
        JsonToken value = parser.nextToken();
        if (isId && value != JsonToken.VALUE_NULL) {
          return checked(parser, value);
        }
        parser.skipChildren();
      }
      return "";
    }
  }

  private static String checked(JsonParser parser, JsonToken token) throws BadInputException {
    if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
      throw new BadInputException("its id is neither a string nor a whole number");
    }
    String id = parser.getString();
    if (id.isEmpty()) {
      throw new BadInputException("its id is empty");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(id)) {
      throw new BadInputException("its id is not valid Unicode");
    }
    if (id.getBytes(StandardCharsets.UTF_8).length > MAX_MESSAGE_ID_BYTES) {
      throw new BadInputException("its id is longer than " + MAX_MESSAGE_ID_BYTES + " bytes");
    }
    return id;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
