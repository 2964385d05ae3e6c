package dev.threadstore.internal.archive;

import dev.threadstore.model.ThreadRef;

/** A pin as the bytes of an object, as specified in {@code docs/format/snapshot-v1.md}. */
final class PinObject {
  private PinObject() {}

  /**
   * Who relies on a thread.
   *
   * @param ref the thread that refers to its segments
   * @param number the snapshot of it that is the first to do so
   */
  record Holder(ThreadRef ref, long number) {}

  static byte[] write(ThreadRef holder, long number) {
    return ObjectEnvelope.seal(content -> HeaderLineWriter.writePin(holder, number, content));
  }

  /**
   * Reads a pin.
   *
   * @throws UnreadableObjectException if the bytes are not exactly a pin
   */
  static Holder read(byte[] object) throws UnreadableObjectException {
    try (ContentLines lines = ObjectEnvelope.open(object)) {
      ContentLine header = lines.next("header", HeaderLineWriter.MAX_BYTES);
      lines.end();
      return HeaderLineReader.readPin(header);
    }
  }
}
