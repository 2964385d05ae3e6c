package dev.threadstore.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads numbered lines of UTF-8, from plain text or gzip (recognised by its first bytes, not by a
 * name). Blank lines are counted and left out; a byte order mark is left out. Not thread-safe.
 */
final class LineReader implements AutoCloseable {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /** A conversation that is longer can be imported as messages, one a line. */
  static final int MAX_LINE_BYTES = 256 << 20;

  private final int maxLineBytes;
  private final CountingStream source;
  private final InputStream bytes;
  private long number;

  LineReader(InputStream stream) throws IOException {
    this(stream, MAX_LINE_BYTES);
  }

  /**
   * @param maxLineBytes the longest line that is kept; a small file can be packed from a huge one
   */
  LineReader(InputStream stream, int maxLineBytes) throws IOException {
    this.maxLineBytes = maxLineBytes;
    source = new CountingStream(stream);
    BufferedInputStream buffered = new BufferedInputStream(source, 1 << 16);
    bytes =
        isGzip(buffered)
            ? new BufferedInputStream(new GZIPInputStream(buffered, 1 << 16), 1 << 16)
            : buffered;
  }

  /** A line: its number, counted from 1, and its bytes without the line feed. */
  static final class Line {
    private final long number;
    private final byte[] bytes;
    private final int maxBytes;

    private Line(long number, byte[] bytes, int maxBytes) {
      this.number = number;
      this.bytes = bytes;
      this.maxBytes = maxBytes;
    }

    long number() {
      return number;
    }

    /**
     * The line's text.
     *
     * @throws BadInputException if it is too long or not UTF-8
     */
    String text() throws BadInputException {
      if (bytes.length > maxBytes) {
        throw new BadInputException("longer than " + maxBytes + " bytes");
      }
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw new BadInputException("not valid UTF-8");
      }
    }

    private boolean isBlank() {
      for (byte b : bytes) {
        if (b != ' ' && b != '\t' && b != '\r') {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * The next line that is not blank.
   *
   * @return the line, or null at the end
   * @throws IOException if the source fails, or ends in the middle of its compressed data
   */
  @Nullable Line next() throws IOException {
    while (true) {
      byte[] content = readLine();
      if (content == null) {
        return null;
      }
      number++;
      Line line =
          new Line(number, number == 1 ? withoutByteOrderMark(content) : content, maxLineBytes);
      if (!line.isBlank()) {
        return line;
      }
    }
  }

  /** How many bytes of the source were read so far, compressed ones if it is compressed. */
  long position() {
    return source.count;
  }

  /** Of a line that is too long only so much that this shows. */
  private byte @Nullable [] readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
    int b = bytes.read();
    if (b < 0) {
      return null;
    }
    while (b >= 0 && b != '\n') {
      if (line.size() <= maxLineBytes + BYTE_ORDER_MARK.length) {
        line.write(b);
      }
      b = bytes.read();
    }
    return line.toByteArray();
  }

  private static byte[] withoutByteOrderMark(byte[] line) {
    boolean marked =
        line.length >= 3 && Arrays.equals(line, 0, 3, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    return marked ? Arrays.copyOfRange(line, 3, line.length) : line;
  }

  private static boolean isGzip(BufferedInputStream stream) throws IOException {
    stream.mark(2);
    boolean gzip = stream.read() == 0x1f && stream.read() == 0x8b;
    stream.reset();
    return gzip;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }

  private static final class CountingStream extends FilterInputStream {
    private long count;

    private CountingStream(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
