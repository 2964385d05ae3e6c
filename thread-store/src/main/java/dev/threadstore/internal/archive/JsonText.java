package dev.threadstore.internal.archive;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON strings as they stand in objects. Written in ASCII, all else as {@code \}{@code uXXXX}: so
 * every Java string comes back as it was, even one with half a surrogate pair. Read in any form
 * that JSON allows.
 */
final class JsonText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonText() {}

  /** The string in quotes. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        quoted.append(c);
      } else {
        quoted.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          quoted.append(HEX[c >> shift & 0xf]);
        }
      }
    }
    return quoted.append('"').toString();
  }

  /** The string in quotes, as bytes. */
  static byte[] quoteToBytes(String text) {
    return quote(text).getBytes(StandardCharsets.ISO_8859_1); // all of it is ASCII
  }

  /**
   * Where a string ends.
   *
   * @param begin where its opening quote should be
   * @return the index of its closing quote, or -1 if one of them is missing
   */
  static int closingQuote(ContentLine line, int begin) {
    byte[] bytes = line.buffer();
    if (begin >= line.end() || bytes[begin] != '"') {
      return -1;
    }
    for (int i = begin + 1; i < line.end(); i++) {
      if (bytes[i] == '"') {
        return i;
      }
      if (bytes[i] == '\\') {
        i++;
      }
    }
    return -1;
  }

  /**
   * The text of a string.
   *
   * @param begin the index of its opening quote
   * @param end the index of its closing quote
   * @return the text, or null if this is no JSON string
   */
  static @Nullable String parse(ContentLine line, int begin, int end) {
    byte[] bytes = line.buffer();
    if (isPlain(bytes, begin + 1, end)) {
      return new String(bytes, begin + 1, end - begin - 1, StandardCharsets.ISO_8859_1);
    }
    try (JsonParser parser =
        JSON.createParser(ObjectReadContext.empty(), bytes, begin, end - begin + 1)) {
      return parser.nextToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static boolean isPlain(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isPlain((char) (bytes[i] & 0xff))) {
        return false;
      }
    }
    return true;
  }

  /** Stands for itself between quotes. */
  private static boolean isPlain(char c) {
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
  }
}
