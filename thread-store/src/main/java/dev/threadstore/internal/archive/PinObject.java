package dev.threadstore.internal.archive;

import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.ThreadRef;

/** A pin as the bytes of an object, as specified in {@code docs/format/snapshot-v1.md}. */
final class PinObject {
  private PinObject() {}

  /**
   * Who relies on a thread.
   *
   * @param holder the thread that refers to its segments
   * @param number the snapshot of the holder that is the first to do so
   */
  record Holder(ThreadRef holder, long number) {}

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
      JsonMembers pin =
          JsonMembers.parse("header", lines.next("header", HeaderLineWriter.MAX_BYTES));
      lines.end();
      String kind = pin.text("kind");
      if (!kind.equals("pin")) {
        throw new UnreadableObjectException("object is no pin: kind=" + JsonText.quote(kind));
      }
      return new Holder(
          new ThreadRef(pin.text("namespace"), pin.text("thread")), pin.integer("number"));
    } catch (InvalidInputException e) {
      throw new UnreadableObjectException("pin names no thread", e);
    }
  }
}
