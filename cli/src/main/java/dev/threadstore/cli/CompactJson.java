package dev.threadstore.cli;

import java.io.StringWriter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON in the one form in which we store, compare and print it: on one line, without white space,
 * every character as itself unless JSON demands an escape. Numbers keep their digits ({@code 1.0}
 * stays {@code 1.0}, {@code 1e5} stays {@code 1e5}), and objects the order of their keys. So two
 * texts of one value that differ in layout or escapes become equal, and nothing else does.
 */
final class CompactJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private CompactJson() {}

  /** What reads tokens of a text; throws {@link JacksonException}, see {@link #problem}. */
  static JsonParser parser(String json) {
    return FACTORY.createParser(ObjectReadContext.empty(), json);
  }

  /** What writes tokens to a text. */
  static JsonGenerator generator(StringWriter target) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), target);
  }

  /**
   * Compacts a text that holds one JSON value.
   *
   * @throws BadInputException if it does not
   */
  static String of(String json) throws BadInputException {
    try (JsonParser parser = parser(json)) {
      if (parser.nextToken() == null) {
        throw new BadInputException("empty, where JSON should be");
      }
      String compact = copy(parser);
      if (parser.nextToken() != null) {
        throw new BadInputException("more than one JSON value");
      }
      return compact;
    } catch (JacksonException e) {
      throw new BadInputException(problem(e));
    }
  }

  /** Compacts the value that begins at the parser's token, and leaves the parser at its end. */
  static String copy(JsonParser parser) {
    StringWriter target = new StringWriter();
    try (JsonGenerator generator = generator(target)) {
      int depth = 0;
      do {
        depth += copyToken(parser, generator);
      } while (depth > 0 && parser.nextToken() != null);
    }
    return escapeLoneSurrogates(target.toString());
  }

  /** Copies one token and returns by how much it changes the depth. */
  private static int copyToken(JsonParser parser, JsonGenerator generator) {
    JsonToken token = parser.currentToken();
    switch (token) {
      case START_OBJECT -> generator.writeStartObject();
      case END_OBJECT -> generator.writeEndObject();
      case START_ARRAY -> generator.writeStartArray();
      case END_ARRAY -> generator.writeEndArray();
      case PROPERTY_NAME -> generator.writeName(parser.currentName());
      case VALUE_STRING -> generator.writeString(parser.getString());
      // As text: neither a double nor a BigDecimal would keep every digit as it was written.
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> generator.writeNumber(parser.getString());
      case VALUE_TRUE -> generator.writeBoolean(true);
      case VALUE_FALSE -> generator.writeBoolean(false);
      case VALUE_NULL -> generator.writeNull();
      default -> throw new IllegalStateException("not a token of JSON text: " + token);
    }
    return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
  }

  /** A string as JSON, with its quotes. */
  static String quote(String text) {
    StringWriter target = new StringWriter();
    try (JsonGenerator generator = generator(target)) {
      generator.writeString(text);
    }
    return escapeLoneSurrogates(target.toString());
  }

  /** Says where a text stops being JSON, without repeating any of it. */
  static String problem(JacksonException e) {
    if (e instanceof UnexpectedEndOfInputException) {
      return "the JSON ends too early";
    }
    if (e instanceof StreamConstraintsException) {
      return "the JSON is nested too deeply, or a number or name in it is too long";
    }
    return e.getLocation() == null
        ? "not JSON"
        : "not JSON (at column " + e.getLocation().getColumnNr() + ")";
  }

  /** UTF-8 cannot hold half of a surrogate pair, but JSON can, as an escape. */
  private static String escapeLoneSurrogates(String json) {
    int lone = nextLoneSurrogate(json, 0);
    if (lone < 0) {
      return json;
    }
    StringBuilder escaped = new StringBuilder(json.length() + 16);
    int from = 0;
    for (; lone >= 0; lone = nextLoneSurrogate(json, from)) {
      escaped.append(json, from, lone).append("\\u%04x".formatted((int) json.charAt(lone)));
      from = lone + 1;
    }
    return escaped.append(json, from, json.length()).toString();
  }

  private static int nextLoneSurrogate(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }
}
