package dev.threadstore.internal.archive;

import java.util.Arrays;

/**
 * One line of an object's content, without its line feed: a window on a buffer that is reused for
 * the next line.
 *
 * @param buffer holds the line among others
 * @param begin where it begins in the buffer
 * @param end where it ends in the buffer, exclusive
 */
@SuppressWarnings("ArrayRecordComponent") // a window, never compared
record ContentLine(byte[] buffer, int begin, int end) {

  /** Whether these bytes stand at this index of the buffer, within the line. */
  boolean has(byte[] bytes, int at) {
    return at >= begin
        && bytes.length <= end - at
        && Arrays.equals(buffer, at, at + bytes.length, bytes, 0, bytes.length);
  }

  /** A copy of a part. */
  byte[] copy(int from, int to) {
    return Arrays.copyOfRange(buffer, from, to);
  }
}
