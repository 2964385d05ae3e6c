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
 * 5d 00 00 00                                       length of the line, little endian
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

  /** Longer than any line of version 1, and enough to find the version in a line of any version. */
  private static final int LOOKED_AT = 128;

  private static final Pattern ANY_VERSION =
      Pattern.compile("threadstore-snapshot ([1-9][0-9]{0,8})[ \n]");
  private static final Pattern VERSION_1 =
      Pattern.compile("threadstore-snapshot 1 (0|[1-9][0-9]{0,17}) ([0-9a-f]{64})\n");

  /** A frame, and where the bytes that it vouches for begin. */
  record Located(EnvelopeFrame frame, int end) {}

  byte[] toBytes() {
    // Not by a format string: in some locales its digits are not ASCII.
    byte[] line =
        ("threadstore-snapshot " + VERSION + " " + contentLength + " " + sha256 + "\n")
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
      throw torn(object.length);
    }
    ByteBuffer bytes = ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.getInt() != MAGIC) {
      throw foreign();
    }
    long lineLength = Integer.toUnsignedLong(bytes.getInt());
    if (lineLength > bytes.remaining()) {
      throw torn(object.length);
    }
    int lookedAt = (int) Math.min(lineLength, LOOKED_AT);
    String line = new String(object, PREFIX_BYTES, lookedAt, StandardCharsets.ISO_8859_1);
    requireSupportedVersion(line);
    Matcher version1 = VERSION_1.matcher(line);
    if (!version1.matches()) {
      throw new UnreadableObjectException("object is corrupted: its first frame is malformed");
    }
    return new Located(
        new EnvelopeFrame(Long.parseLong(version1.group(1)), version1.group(2)),
        PREFIX_BYTES + lookedAt);
  }

  private static void requireSupportedVersion(String line) throws UnreadableObjectException {
    Matcher anyVersion = ANY_VERSION.matcher(line);
    if (!anyVersion.lookingAt()) {
      throw foreign();
    }
    int found = Integer.parseInt(anyVersion.group(1));
    if (found != VERSION) {
      throw new UnreadableObjectException(
          "format version is not supported: found=`%d` supported=`%d`".formatted(found, VERSION));
    }
  }

  private static UnreadableObjectException torn(int length) {
    return new UnreadableObjectException(
        "object is torn or foreign: it ends within its first frame: bytes=`" + length + "`");
  }

  private static UnreadableObjectException foreign() {
    return new UnreadableObjectException(
        "object is foreign: it does not begin with a threadstore-snapshot frame");
  }
}
