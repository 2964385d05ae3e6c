package dev.threadstore.internal.archive;

import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.model.LimitExceededException;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Turns an entry into the bytes of an object, as specified in {@code docs/format/snapshot-v1.md}.
 */
final class SnapshotWriter {
  private SnapshotWriter() {}

  /**
   * Writes an entry. Deterministic for one version of zstd.
   *
   * @throws IllegalArgumentException if no reader would take it
   * @throws LimitExceededException if its content is longer than {@link
   *     ObjectEnvelope#MAX_CONTENT_BYTES}
   */
  static byte[] write(ArchiveEntry entry) {
    EntryRules.violation(entry)
        .ifPresent(
            violation -> {
              throw new IllegalArgumentException(violation);
            });
    return ObjectEnvelope.seal(content -> writeLines(entry, content));
  }

  private static boolean isLong(Snapshot snapshot) {
    long bytes = 0;
    for (MessageRecord message : snapshot.inline()) {
      bytes += message.payload().length;
    }
    return bytes > SnapshotReader.START_BYTES;
  }

  private static void writeLines(ArchiveEntry entry, OutputStream content) throws IOException {
    HeaderLineWriter.write(entry, content);
    if (entry instanceof Snapshot snapshot) {
      if (isLong(snapshot)) {
        // So that the header can be read from the first bytes of the object.
        content.flush();
      }
      byte[] state = snapshot.image().state();
      if (state != null) {
        StateLine.write(state, content);
      }
      for (MessageRecord message : snapshot.inline()) {
        MessageLine.write(message, content);
      }
    }
  }
}
