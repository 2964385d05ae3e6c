package dev.threadstore.internal.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.threadstore.model.LimitExceededException;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The shell around an object's content: an {@link EnvelopeFrame}, then the content as ordinary zstd
 * frames, so that {@code zstd -d} alone gives the content. Knows nothing of what the content means.
 *
 * <p>Opening checks in the order of trust: version, limit, checksum; only then is anything
 * decompressed.
 */
final class ObjectEnvelope {
  /**
   * The most content of one object, a constant of the format: every release can read what any other
   * wrote. Half of what a Java array holds, so that neither a doubled buffer nor content that grows
   * when "compressed" passes the end of an array.
   */
  static final long MAX_CONTENT_BYTES = 1L << 30;

  private static final int LEVEL = 3;

  /** Spares a native call for each small write. */
  private static final int WRITE_BUFFER_BYTES = 1 << 16;

  private ObjectEnvelope() {}

  /** What is to be sealed; it is asked once. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Makes an object. The same content gives the same bytes with the same version of zstd.
   *
   * @throws LimitExceededException if the content is longer than {@link #MAX_CONTENT_BYTES}
   */
  static byte[] seal(Content content) {
    Frames frames = new Frames();
    long contentLength;
    try (OutputStream zstd = new ZstdOutputStreamNoFinalizer(frames, LEVEL).setChecksum(true);
        Counter counter = new Counter(new BufferedOutputStream(zstd, WRITE_BUFFER_BYTES))) {
      content.writeTo(counter);
      contentLength = counter.count;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: all of it is in memory", e);
    }
    byte[] first = new EnvelopeFrame(contentLength, frames.sha256()).toBytes();
    return frames.behind(first);
  }

  /**
   * Opens an object whose version, limit and checksum are right.
   *
   * @return the content; to be closed
   * @throws UnreadableObjectException if one of them is not
   */
  static ContentLines open(byte[] object) throws UnreadableObjectException {
    EnvelopeFrame.Located located = EnvelopeFrame.find(object);
    EnvelopeFrame frame = located.frame();
    if (frame.contentLength() > MAX_CONTENT_BYTES) {
      throw new UnreadableObjectException(
          "declared content is too long: declared=`%d` limit=`%d`"
              .formatted(frame.contentLength(), MAX_CONTENT_BYTES));
    }
    int begin = located.end();
    int length = object.length - begin;
    String found = sha256(object, begin, length);
    if (!found.equals(frame.sha256())) {
      throw new UnreadableObjectException(
          "object is torn or corrupted: expectedSha256=`%s` foundSha256=`%s`"
              .formatted(frame.sha256(), found));
    }
    try {
      return new ContentLines(
          new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(object, begin, length)),
          frame.contentLength());
    } catch (IOException e) {
      throw new UnreadableObjectException("content cannot be decompressed", e);
    }
  }

  /**
   * Opens the beginning of an object, unverified: what can be decompressed of it.
   *
   * @return the content, which ends with an exception; to be closed
   * @throws UnreadableObjectException if its version is not supported, or it is no such object
   */
  static ContentLines openStart(byte[] start) throws UnreadableObjectException {
    EnvelopeFrame.Located located = EnvelopeFrame.find(start);
    int begin = located.end();
    try {
      return new ContentLines(
          new ZstdInputStreamNoFinalizer(
              new ByteArrayInputStream(start, begin, start.length - begin)),
          Math.min(located.frame().contentLength(), MAX_CONTENT_BYTES));
    } catch (IOException e) {
      throw new UnreadableObjectException("content cannot be decompressed", e);
    }
  }

  /** The SHA-256 of some bytes, in lower-case hex. */
  static String sha256(byte[] bytes) {
    return sha256(bytes, 0, bytes.length);
  }

  private static String sha256(byte[] bytes, int offset, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, offset, length);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The compressed content; lets it be hashed and copied without a copy in between. */
  private static final class Frames extends ByteArrayOutputStream {
    String sha256() {
      return ObjectEnvelope.sha256(buf, 0, count);
    }

    byte[] behind(byte[] first) {
      byte[] object = new byte[Math.addExact(first.length, count)];
      System.arraycopy(first, 0, object, 0, first.length);
      System.arraycopy(buf, 0, object, first.length, count);
      return object;
    }
  }

  /** Counts the content on its way to the compressor, and stops it at the limit. */
  private static final class Counter extends OutputStream {
    private final OutputStream target;
    private long count;

    Counter(OutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
      add(1);
      target.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      add(length);
      target.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      target.flush();
    }

    @Override
    public void close() throws IOException {
      target.close();
    }

    private void add(int length) {
      count += length;
      if (count > MAX_CONTENT_BYTES) {
        throw new LimitExceededException(
            "uncompressed length of a snapshot in bytes", MAX_CONTENT_BYTES, count);
      }
    }
  }
}
