package dev.threadstore.internal.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes and opens objects without the code under test, also wrong ones. */
final class Objects {
  private Objects() {}

  /** An object with this content, whose envelope is right. */
  static byte[] sealed(String content) {
    return sealed(content.getBytes(UTF_8));
  }

  static byte[] sealed(byte[] content) {
    return sealed(content.length, Zstd.compress(content));
  }

  /** An object whose checksum is right. */
  static byte[] sealed(long declaredLength, byte[] frames) {
    return withLine(
        "threadstore-snapshot 1 " + declaredLength + " " + sha256(frames) + "\n", frames);
  }

  static byte[] withLine(String line, byte[] frames) {
    return concat(skippable(0x184D2A53, line.getBytes(US_ASCII)), frames);
  }

  static byte[] skippable(int magic, byte[] line) {
    return ByteBuffer.allocate(8 + line.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(magic)
        .putInt(line.length)
        .put(line)
        .array();
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** What any zstd tool makes of an object: it passes over the first frame. */
  static byte[] content(byte[] object) {
    try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(object))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The line in an object's first frame. */
  static String line(byte[] object) {
    int length = ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    return new String(object, 8, length, US_ASCII);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
