package dev.threadstore.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The format of {@code import} and {@code export}: one conversation a line, {@code
 * {"thread":"id","messages":[{…},…],"state":…}}. The state may be missing or null. Not thread-safe.
 */
final class ConversationFormat {
  /** Some are worth a word; a file whose keys are all different must not fill the memory. */
  private static final int MOST_IGNORED_KEYS = 20;

  private static final int LONGEST_KEY_SHOWN = 100;

  private final Set<String> ignoredKeys = new LinkedHashSet<>();

  /** The first keys that were met on lines and mean nothing here, each once. */
  Set<String> ignoredKeys() {
    return ignoredKeys;
  }

  /**
   * Reads a line.
   *
   * @throws BadInputException if it is not a conversation
   */
  Conversation parse(String line) throws BadInputException {
    try (JsonParser parser = CompactJson.parser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new BadInputException("not a JSON object");
      }
      Conversation conversation = parse(parser);
      if (parser.nextToken() != null) {
        throw new BadInputException("more than one JSON value");
      }
      return conversation;
    } catch (JacksonException e) {
      throw new BadInputException(CompactJson.problem(e));
    }
  }

  private Conversation parse(JsonParser parser) throws BadInputException {
    String thread = null;
    List<JsonMessage> messages = null;
    String state = null;
    Set<String> seen = new LinkedHashSet<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      if (!seen.add(key)) {
        throw new BadInputException("the key `" + Printable.line(shown(key)) + "` twice");
      }
      JsonToken value = parser.nextToken();
      switch (key) {
        case "thread" -> thread = thread(parser, value);
        case "messages" -> messages = messages(parser, value);
        case "state" -> state = value == JsonToken.VALUE_NULL ? null : CompactJson.copy(parser);
        default -> {
          if (ignoredKeys.size() < MOST_IGNORED_KEYS) {
            ignoredKeys.add(shown(key));
          }
          parser.skipChildren();
        }
      }
    }
    return new Conversation(required("thread", thread), required("messages", messages), state);
  }

  private static String shown(String key) {
    return key.length() > LONGEST_KEY_SHOWN ? key.substring(0, LONGEST_KEY_SHOWN) + "…" : key;
  }

  private static <T> T required(String key, @Nullable T value) throws BadInputException {
    if (value == null) {
      throw new BadInputException("no `" + key + "`");
    }
    return value;
  }

  private static String thread(JsonParser parser, JsonToken value) throws BadInputException {
    if (value != JsonToken.VALUE_STRING) {
      throw new BadInputException("`thread` is not a string");
    }
    return parser.getString();
  }

  private static List<JsonMessage> messages(JsonParser parser, JsonToken value)
      throws BadInputException {
    if (value != JsonToken.START_ARRAY) {
      throw new BadInputException("`messages` is not an array");
    }
    List<JsonMessage> messages = new ArrayList<>();
    MessageIds ids = new MessageIds();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      try {
        messages.add(ids.identify(CompactJson.copy(parser)));
      } catch (BadInputException e) {
        throw new BadInputException("message " + messages.size() + ": " + e.problem());
      }
    }
    return messages;
  }

  /** Writes a line. */
  static String write(String thread, List<JsonMessage> messages, @Nullable String state) {
    StringBuilder line = new StringBuilder("{\"thread\":").append(CompactJson.quote(thread));
    line.append(",\"messages\":[");
    for (int i = 0; i < messages.size(); i++) {
      line.append(i == 0 ? "" : ",").append(messages.get(i).json());
    }
    line.append(']');
    if (state != null) {
      line.append(",\"state\":").append(state);
    }
    return line.append('}').toString();
  }
}
