package dev.threadstore.internal.archive;

import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.model.ThreadRef;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of an object back into the entry that it holds, or says why it cannot. */
final class SnapshotReader {
  /** Where the header of all but very long threads stands: in so many first bytes of the object. */
  static final int START_BYTES = 32 << 10;

  private SnapshotReader() {}

  /**
   * Reads the header of an object from its beginning, without verifying a checksum.
   *
   * @param ref the thread that it should belong to
   * @param number the number that it should have
   * @param start its first bytes
   * @return the entry, without state and messages
   * @throws UnreadableObjectException if they are not the beginning of such an entry, or do not
   *     hold all of the header
   */
  static ArchiveEntry readHeader(ThreadRef ref, long number, byte[] start)
      throws UnreadableObjectException {
    try (ContentLines lines = ObjectEnvelope.openStart(start)) {
      return HeaderLineReader.read(ref, number, lines.next("header", HeaderLineWriter.MAX_BYTES))
          .entry();
    }
  }

  /**
   * Reads an object whole.
   *
   * @param ref the thread that it should belong to
   * @param number the number that it should have
   * @param object its bytes, whatever they are
   * @throws UnreadableObjectException if they are not exactly such an entry
   */
  static ArchiveEntry read(ThreadRef ref, long number, byte[] object)
      throws UnreadableObjectException {
    try (ContentLines lines = ObjectEnvelope.open(object)) {
      HeaderLineReader.Header header =
          HeaderLineReader.read(ref, number, lines.next("header", HeaderLineWriter.MAX_BYTES));
      byte[] state = header.hasState() ? StateLine.read(lines.next("state")) : null;
      List<MessageRecord> messages = MessageLine.readAll(header.messages(), lines);
      lines.end();

      ArchiveEntry entry = complete(header.entry(), state, messages);
      Optional<String> violation = EntryRules.violation(entry);
      if (violation.isPresent()) {
        throw new UnreadableObjectException(violation.get());
      }
      return entry;
    }
  }

  private static ArchiveEntry complete(
      ArchiveEntry entry, byte @Nullable [] state, List<MessageRecord> messages) {
    if (entry instanceof Snapshot snapshot) {
      return new Snapshot(
          snapshot.position(), snapshot.image().withState(state), snapshot.segments(), messages);
    }
    return entry;
  }
}
