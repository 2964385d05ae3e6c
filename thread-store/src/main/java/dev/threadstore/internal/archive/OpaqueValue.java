package dev.threadstore.internal.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that the format carries and never looks into: the value of the last member of a line, with
 * the brace that ends the line. What cannot break a line stands there as it is; anything else as a
 * string of base64.
 */
final class OpaqueValue {
  private OpaqueValue() {}

  /**
   * Whether bytes can stand in a line as they are: there are some, and none is a control character.
   */
  static boolean fitsInLine(byte[] bytes) {
    for (byte b : bytes) {
      if (b >= 0 && b < ' ') {
        return false;
      }
    }
    return bytes.length > 0;
  }

  static void writeVerbatim(byte[] bytes, OutputStream out) throws IOException {
    out.write(bytes);
    out.write('}');
    out.write('\n');
  }

  static void writeBase64(byte[] bytes, OutputStream out) throws IOException {
    out.write('"');
    out.write(Base64.getEncoder().encode(bytes));
    out.write('"');
    out.write('}');
    out.write('\n');
  }

  /**
   * Reads what {@link #writeVerbatim} wrote.
   *
   * @param at where the value begins
   * @return the bytes, or null if none can be read there
   */
  static byte @Nullable [] readVerbatim(ContentLine line, int at) {
    int brace = line.end() - 1;
    return at < brace && line.buffer()[brace] == '}' ? line.copy(at, brace) : null;
  }

  /**
   * Reads what {@link #writeBase64} wrote.
   *
   * @param at where the value begins
   * @return the bytes, or null if none can be read there
   */
  static byte @Nullable [] readBase64(ContentLine line, int at) {
    int closing = line.end() - 2;
    byte[] buffer = line.buffer();
    if (at >= closing
        || buffer[at] != '"'
        || buffer[closing] != '"'
        || buffer[closing + 1] != '}') {
      return null;
    }
    try {
      return Base64.getDecoder().decode(Arrays.copyOfRange(buffer, at + 1, closing));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
