package dev.threadstore.internal.archive;

import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.model.LimitExceededException;
import dev.threadstore.model.ThreadRef;
import java.util.List;
import java.util.Optional;

/**
 * A segment as the bytes of an object, as specified in {@code docs/format/snapshot-v1.md}: a header
 * line and a line for each message, in an {@link ObjectEnvelope}.
 */
final class SegmentObject {
  private SegmentObject() {}

  /**
   * Writes a segment. Deterministic for one version of zstd.
   *
   * @param owner the thread below which it will stand
   * @param first position of the first message
   * @param messages the messages
   * @throws LimitExceededException if they are longer than {@link ObjectEnvelope#MAX_CONTENT_BYTES}
   */
  static byte[] write(ThreadRef owner, long first, List<MessageRecord> messages) {
    return ObjectEnvelope.seal(
        content -> {
          HeaderLineWriter.writeSegment(owner, first, messages.size(), content);
          for (MessageRecord message : messages) {
            MessageLine.write(message, content);
          }
        });
  }

  /**
   * Reads a segment.
   *
   * @param ref the reference to it
   * @param object the bytes found there, whatever they are
   * @return the messages that the reference uses
   * @throws UnreadableObjectException if they are not exactly that segment
   */
  static List<MessageRecord> read(SegmentRef ref, byte[] object) throws UnreadableObjectException {
    String found = ObjectEnvelope.sha256(object);
    if (!found.equals(ref.sha256())) {
      throw new UnreadableObjectException(
          "object is not the one that was written: expectedSha256=`%s` foundSha256=`%s`"
              .formatted(ref.sha256(), found));
    }
    try (ContentLines lines = ObjectEnvelope.open(object)) {
      long count =
          HeaderLineReader.readSegment(
              ref.first(), lines.next("header", HeaderLineWriter.MAX_BYTES));
      List<MessageRecord> messages = MessageLine.readAll(count, lines);
      lines.end();
      long used = ref.last() - ref.first() + 1;
      Optional<String> violation = EntryRules.violation(messages);
      if (violation.isPresent()) {
        throw new UnreadableObjectException(violation.get());
      }
      if (used < 1 || used > messages.size()) {
        throw new UnreadableObjectException(
            "segment does not have what is used of it: messages=`%d` used=`%d`"
                .formatted(messages.size(), used));
      }
      return messages.subList(0, (int) used);
    }
  }
}
