package dev.threadstore.internal.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first bytes of every object: a zstd skippable frame, which zstd tools pass over, holding one
 * line of ASCII.
 *
 * <pre>
 * 53 2a 4d 18                                       magic, little endian 0x184D2A53
 * 66 00 00 00                                       length of the line, little endian
 * threadstore-snapshot 1 1234 9f86d081…0a08\n       version, content length, SHA-256
 * </pre>
 *
 * <p>The version stands before all that a later version may change, so an older release can tell
 * "too new" from "damaged" without understanding the rest.
 *
 * @param contentLength length of the decompressed content in bytes
 * @param sha256 SHA-256 of all bytes after this frame, in lower-case hex
 */
record EnvelopeFrame(long contentLength, String sha256) {
  static final int VERSION = 1;

  private static final int MAGIC = 0x184D2A53;
  private static final int PREFIX_BYTES = 8;

  /** Enough to find the version in the line of any version. */
  private static final int VERSION_WITHIN = 64;

  private static final Pattern ANY_VERSION =
      Pattern.compile("threadstore-snapshot ([1-9][0-9]{0,8})[ \n]");
  private static final Pattern VERSION_1 =
      Pattern.compile("threadstore-snapshot 1 (0|[1-9][0-9]{0,17}) ([0-9a-f]{64})\n");

  /** A frame, and where the bytes that it vouches for begin. */
  record Located(EnvelopeFrame frame, int end) {}

  byte[] toBytes() {
    byte[] line =
        "threadstore-snapshot %d %d %s\n"
            .formatted(VERSION, contentLength, sha256)
            .getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(PREFIX_BYTES + line.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(MAGIC)
        .putInt(line.length)
        .put(line)
        .array();
  }

  static Located find(byte[] object) throws UnreadableObjectException {
    if (object.length == 0) {
      throw new UnreadableObjectException("object is empty");
    }
    if (object.length < PREFIX_BYTES) {
      throw new UnreadableObjectException(
          "object is torn or foreign: bytes=`" + object.length + "`");
    }
    ByteBuffer bytes = ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.getInt() != MAGIC) {
      throw foreign();
    }
    long lineLength = Integer.toUnsignedLong(bytes.getInt());
    requireSupportedVersion(text(bytes, Math.min(lineLength, VERSION_WITHIN)));
    if (lineLength > bytes.remaining()) {
      throw new UnreadableObjectException(
          "object is torn: it ends within its first frame: bytes=`" + object.length + "`");
    }
    Matcher line = VERSION_1.matcher(text(bytes, lineLength));
    if (!line.matches()) {
      throw new UnreadableObjectException("first frame is malformed");
    }
    long contentLength = Long.parseLong(line.group(1));
    return new Located(
        new EnvelopeFrame(contentLength, line.group(2)), PREFIX_BYTES + (int) lineLength);
  }

  private static void requireSupportedVersion(String beginOfLine) throws UnreadableObjectException {
    Matcher line = ANY_VERSION.matcher(beginOfLine);
    if (!line.lookingAt()) {
      throw foreign();
    }
    int found = Integer.parseInt(line.group(1));
    if (found != VERSION) {
      throw new UnreadableObjectException(
          "format version is not supported: found=`%d` supported=`%d`".formatted(found, VERSION));
    }
  }

  /** The next bytes, as far as they are there; does not move the buffer. */
  private static String text(ByteBuffer bytes, long length) {
    int there = (int) Math.min(length, bytes.remaining());
    return new String(bytes.array(), bytes.position(), there, StandardCharsets.ISO_8859_1);
  }

  private static UnreadableObjectException foreign() {
    return new UnreadableObjectException(
        "object is foreign: it does not begin with a threadstore-snapshot frame");
  }
}
