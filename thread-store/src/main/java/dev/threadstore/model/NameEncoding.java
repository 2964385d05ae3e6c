package dev.threadstore.model;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Turns namespaces and thread ids into names that are safe wherever they stand: in a Redis key with
 * a hash tag, in an S3 key, as one file name. Both tiers use this one encoder.
 *
 * <p>The characters {@code a-z 0-9 _ -} stand for themselves, and so does {@code .} except at the
 * start and at the end; every other byte of the UTF-8 form becomes {@code %xx} in lower-case hex.
 * Upper case is escaped too, so two names that differ only in case stay apart on a case-insensitive
 * file system, and everything beyond ASCII, so Unicode normalisation cannot join two names. The
 * encoding is injective. Examples: {@code user-42} → {@code user-42}, {@code Ab/c} → {@code
 * %41b%2fc}, {@code ..} → {@code %2e%2e}.
 */
public final class NameEncoding {
  /** The longest encoded name, in bytes: leaves room for suffixes within a file name's 255. */
  public static final int MAX_ENCODED_LENGTH = 200;

  private NameEncoding() {}

  /**
   * Encodes a namespace or an id.
   *
   * @param what which of them, for the message of an exception: {@code namespace} or {@code id}
   * @param name not empty, valid Unicode, at most {@value #MAX_ENCODED_LENGTH} bytes when encoded
   * @return the encoded name
   * @throws InvalidInputException if the name is empty or has an unpaired surrogate
   * @throws LimitExceededException if the encoded name is too long
   */
  public static String encode(String what, String name) {
    if (name.isEmpty()) {
      throw new InvalidInputException(what + " is empty");
    }
    ByteBuffer utf8 = utf8(what, name);
    StringBuilder encoded = new StringBuilder(utf8.remaining() + 16);
    int last = utf8.remaining() - 1;
    for (int i = 0; i <= last; i++) {
      int b = utf8.get(i) & 0xff;
      if (standsForItself(b) || (b == '.' && i > 0 && i < last)) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(Character.forDigit(b >> 4, 16));
        encoded.append(Character.forDigit(b & 0xf, 16));
      }
    }
    if (encoded.length() > MAX_ENCODED_LENGTH) {
      throw new LimitExceededException(
          "encoded length of the " + what + " in bytes", MAX_ENCODED_LENGTH, encoded.length());
    }
    return encoded.toString();
  }

  /**
   * Reverses {@link #encode}.
   *
   * @param encoded an encoded name
   * @return the name
   * @throws InvalidInputException if no name encodes to this
   */
  public static String decode(String encoded) {
    byte[] utf8 = new byte[encoded.length()];
    int length = 0;
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%' && i + 2 < encoded.length()) {
        int high = Character.digit(encoded.charAt(i + 1), 16);
        int low = Character.digit(encoded.charAt(i + 2), 16);
        utf8[length++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        utf8[length++] = (byte) c;
      }
    }
    String name = new String(utf8, 0, length, StandardCharsets.UTF_8);
    if (!encode("name", name).equals(encoded)) {
      throw new InvalidInputException("not an encoded name: encoded=`" + encoded + "`");
    }
    return name;
  }

  /**
   * The UTF-8 form of a name.
   *
   * @throws InvalidInputException if it has an unpaired surrogate
   */
  static ByteBuffer utf8(String what, String name) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(what + " is not valid Unicode (an unpaired surrogate)");
    }
  }

  private static boolean standsForItself(int b) {
    return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '-' || b == '_';
  }
}
