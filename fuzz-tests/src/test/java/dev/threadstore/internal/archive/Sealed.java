package dev.threadstore.internal.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes objects of inputs. A checksum keeps what is merely random from everything behind it, but
 * not what somebody has written who can write to the store; so the first byte of an input says at
 * which layer the rest stands:
 *
 * <ul>
 *   <li>an object, as it is
 *   <li>the content of an object: compressed, and put into an envelope that is right
 *   <li>8 bytes of declared length and compressed frames: only the checksum is made
 * </ul>
 */
final class Sealed {
  private static final byte OBJECT = 0;
  private static final byte CONTENT = 1;
  private static final byte FRAMES = 2;
  private static final int LAYERS = 3;

  private Sealed() {}

  /** The object of an input. */
  static byte[] object(byte[] input) {
    if (input.length == 0) {
      return input;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    return switch (Math.floorMod(input[0], LAYERS)) {
      case CONTENT -> sealed(rest.length, Zstd.compress(rest, 1));
      case FRAMES -> rest.length < 8 ? rest : frames(ByteBuffer.wrap(rest));
      default -> rest;
    };
  }

  private static byte[] frames(ByteBuffer rest) {
    // Any positive number, so that most of them are read as declared.
    long declared = rest.getLong() & Long.MAX_VALUE;
    byte[] frames = new byte[rest.remaining()];
    rest.get(frames);
    return sealed(declared, frames);
  }

  /** An object whose checksum is right. */
  static byte[] sealed(long declared, byte[] frames) {
    byte[] envelope = new EnvelopeFrame(declared, ObjectEnvelope.sha256(frames)).toBytes();
    return concat(envelope, frames);
  }

  /** The inputs that give an object, one for each layer. */
  static Stream<byte[]> inputs(byte[] object) {
    int line = ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    byte[] frames = Arrays.copyOfRange(object, 8 + line, object.length);
    byte[] content = content(object);
    byte[] length = ByteBuffer.allocate(8).putLong(content.length).array();
    return Stream.of(
        concat(new byte[] {OBJECT}, object),
        concat(new byte[] {CONTENT}, content),
        concat(new byte[] {FRAMES}, length, frames));
  }

  /** The input of some content. */
  static byte[] input(String... lines) {
    return concat(new byte[] {CONTENT}, (String.join("\n", lines) + "\n").getBytes(UTF_8));
  }

  /** The lines of an object's content. */
  static List<String> lines(byte[] object) {
    return new String(content(object), UTF_8).lines().toList();
  }

  private static byte[] content(byte[] object) {
    try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(object))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] concat(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Stream.of(parts).mapToInt(part -> part.length).sum());
    Stream.of(parts).forEach(all::put);
    return all.array();
  }

  static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
