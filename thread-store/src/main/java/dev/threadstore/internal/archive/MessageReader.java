package dev.threadstore.internal.archive;

import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.SegmentStore.Fetched;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.UnreadableSnapshotException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads a snapshot's messages in order. Segments are fetched, verified and decompressed some at
 * once, ahead of those who take them: memory is bounded by so many. Not thread-safe.
 */
public final class MessageReader {
  private final EntryLog log;
  private final SegmentStore store;
  private final long number;
  private final Deadline deadline;
  private final Iterator<SegmentRef> refs;
  private final Deque<Supplier<Fetched>> ahead = new ArrayDeque<>();
  private List<MessageRecord> inline;
  private long bytes;

  MessageReader(EntryLog log, SegmentStore store, Snapshot snapshot, Deadline deadline) {
    this.log = log;
    this.store = store;
    this.number = snapshot.position().number();
    this.deadline = deadline;
    this.refs = snapshot.segments().refs().iterator();
    this.inline = snapshot.inline();
  }

  /**
   * Takes the next messages.
   *
   * @return those of one segment, or those of the snapshot itself; empty: there are no more
   * @throws UnreadableSnapshotException if a segment is missing or damaged; names the newest older
   *     snapshot that is intact
   * @throws StoreUnavailableException if the cold store fails or the deadline passes
   */
  public List<MessageRecord> next() {
    while (refs.hasNext() && ahead.size() < SegmentStore.PARALLEL) {
      ahead.add(store.fetch(refs.next(), deadline));
    }
    if (ahead.isEmpty()) {
      List<MessageRecord> last = inline;
      inline = List.of();
      return last;
    }
    Fetched fetched = ahead.remove().get();
    if (fetched.problem() != null) {
      throw log.unreadable(number, fetched.key(), fetched.problem(), null, deadline);
    }
    bytes += fetched.bytes();
    return fetched.messages();
  }

  /**
   * Takes all messages.
   *
   * @return the messages
   * @throws UnreadableSnapshotException as {@link #next()}
   */
  public List<MessageRecord> all() {
    List<MessageRecord> all = new ArrayList<>();
    for (List<MessageRecord> some = next(); !some.isEmpty(); some = next()) {
      all.addAll(some);
    }
    return all;
  }

  /**
   * How much was read of segments.
   *
   * @return the size of their objects so far
   */
  public long bytes() {
    return bytes;
  }
}
