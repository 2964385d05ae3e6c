package dev.threadstore.internal.archive;

import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.base.ThreadImage;
import dev.threadstore.model.ThreadRef;
import java.util.List;
import java.util.Optional;

/** One numbered object in a thread's history: a snapshot, or the tombstone of a deletion. */
public sealed interface ArchiveEntry {

  /**
   * Where it stands and who wrote it.
   *
   * @return the part that both kinds share
   */
  Position position();

  /**
   * The number of an entry and of the one before it.
   *
   * @param ref the thread
   * @param number its number, from 1
   * @param writer a random token of the attempt that wrote it
   * @param previous the number that its writer built on; 0: none
   * @param previousStamp the stamp found there; empty: none, or unreadable
   * @param archived when it was written, in milliseconds since 1970 by the writer's clock
   */
  record Position(
      ThreadRef ref,
      long number,
      String writer,
      long previous,
      String previousStamp,
      long archived) {}

  /**
   * A version of the thread.
   *
   * @param position where it stands
   * @param image the thread without its messages
   * @param segments where its first messages are
   * @param inline the messages behind those
   */
  record Snapshot(
      Position position, ThreadImage image, Segments segments, List<MessageRecord> inline)
      implements ArchiveEntry {}

  /**
   * Says that the thread was deleted.
   *
   * @param position where it stands
   * @param sealedVersion the version at which the hot copy was sealed; 0 if nothing was hot
   * @param sealedStamp the stamp at which the hot copy was sealed; empty if nothing was hot
   */
  record Tombstone(Position position, long sealedVersion, String sealedStamp)
      implements ArchiveEntry {}

  /**
   * The stamp by which a later entry names this one as its previous.
   *
   * @return a snapshot's stamp, or a tombstone's writer token
   */
  default String stamp() {
    if (this instanceof Snapshot snapshot) {
      return snapshot.image().revision().stamp();
    }
    return position().writer();
  }

  /**
   * The snapshot, if this is one.
   *
   * @return this, or empty for a tombstone
   */
  default Optional<Snapshot> snapshot() {
    return this instanceof Snapshot snapshot ? Optional.of(snapshot) : Optional.empty();
  }
}
