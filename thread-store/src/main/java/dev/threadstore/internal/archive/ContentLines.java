package dev.threadstore.internal.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads an object's content line by line, decompressing as it goes. Memory grows with the longest
 * line that is really there, never with a length that an object only claims; and the decompressor
 * is left as soon as it has given more than declared, however much would still come.
 */
final class ContentLines implements AutoCloseable {
  private static final int FIRST_BUFFER_BYTES = 1 << 16;

  private final InputStream content;
  private final long declaredLength;
  private long taken;
  private byte[] buffer = new byte[FIRST_BUFFER_BYTES];

  /** The bytes of the buffer that are not handed out yet: from here ... */
  private int from;

  /** ... to here. */
  private int to;

  ContentLines(InputStream content, long declaredLength) {
    this.content = content;
    this.declaredLength = declaredLength;
  }

  /** Reads the next line, however long. */
  ContentLine next(String what) throws UnreadableObjectException {
    return next(what, declaredLength);
  }

  /**
   * Reads the next line.
   *
   * @param what names the line in the problem if it is not there
   * @param maxLength the longest that it can be, in bytes
   * @return the line, until the next call
   */
  ContentLine next(String what, long maxLength) throws UnreadableObjectException {
    int searched = 0;
    while (true) {
      long last = Math.min(to - 1, from + maxLength);
      for (int i = from + searched; i <= last; i++) {
        if (buffer[i] == '\n') {
          ContentLine line = new ContentLine(buffer, from, i);
          from = i + 1;
          return line;
        }
      }
      searched = to - from;
      if (searched > maxLength) {
        throw new UnreadableObjectException(
            "line is too long: line=`%s` limit=`%d`".formatted(what, maxLength));
      }
      if (!fill()) {
        throw new UnreadableObjectException(
            searched == 0
                ? "content ends too early: missing=`%s`".formatted(what)
                : "content ends within a line: line=`%s`".formatted(what));
      }
    }
  }

  /** Makes sure that all lines have been read, and that they are as long as declared. */
  void end() throws UnreadableObjectException {
    if (from < to || fill()) {
      throw new UnreadableObjectException("content goes on behind its last line");
    }
  }

  /** Takes more from the decompressor; false at the end. */
  private boolean fill() throws UnreadableObjectException {
    makeRoom();
    int got = read();
    if (got < 0) {
      if (taken != declaredLength) {
        throw new UnreadableObjectException(
            "content is shorter than declared: declared=`%d` found=`%d`"
                .formatted(declaredLength, taken));
      }
      return false;
    }
    taken += got;
    if (taken > declaredLength) {
      throw new UnreadableObjectException(
          "content is longer than declared: declared=`" + declaredLength + "`");
    }
    to += got;
    return true;
  }

  private int read() throws UnreadableObjectException {
    try {
      return content.read(buffer, to, buffer.length - to);
    } catch (IOException e) {
      throw new UnreadableObjectException("content cannot be decompressed", e);
    }
  }

  /** Moves what is left to the front; if it fills the buffer, enlarges the buffer. */
  private void makeRoom() {
    int left = to - from;
    if (left == buffer.length) {
      // Never more than can still come, which ObjectEnvelope keeps within a Java array.
      long most = left + (declaredLength - taken) + 1;
      buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, most));
    } else if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, left);
      from = 0;
      to = left;
    }
  }

  @Override
  public void close() throws UnreadableObjectException {
    try {
      content.close();
    } catch (IOException e) {
      throw new UnreadableObjectException("content cannot be decompressed", e);
    }
  }
}
