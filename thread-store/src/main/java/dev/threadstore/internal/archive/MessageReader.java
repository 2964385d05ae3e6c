package dev.threadstore.internal.archive;

import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.SegmentStore.Fetched;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.UnreadableSnapshotException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads a snapshot's messages: in order, or from the last one back. Segments are fetched, verified
 * and decompressed some at once, ahead of those who take them: memory is bounded by so many. Not
 * thread-safe.
 */
public final class MessageReader implements AutoCloseable {
  private final EntryLog log;
  private final SegmentStore store;
  private final Snapshot snapshot;
  private final Deadline deadline;
  private final Iterator<SegmentRef> refs;
  private final Ahead<Fetched> ahead = new Ahead<>();
  private List<MessageRecord> inline;
  private long bytes;

  MessageReader(EntryLog log, SegmentStore store, Snapshot snapshot, Deadline deadline) {
    this.log = log;
    this.store = store;
    this.snapshot = snapshot;
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
    while (refs.hasNext() && !ahead.isFull()) {
      ahead.add(store.fetch(refs.next(), deadline));
    }
    if (ahead.isEmpty()) {
      List<MessageRecord> last = inline;
      inline = List.of();
      return last;
    }
    return checked(ahead.take());
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
   * Looks for a message, from the last one back: what is looked for is rarely far. It does not
   * change what {@link #next()} takes.
   *
   * @param messageId the message's id
   * @return its position, or empty if no message has that id
   * @throws UnreadableSnapshotException as {@link #next()}
   */
  public OptionalLong find(String messageId) {
    OptionalLong found = find(snapshot.inline(), snapshot.segments().cover(), messageId);
    List<SegmentRef> all = snapshot.segments().refs();
    for (int i = all.size() - 1; i >= 0 && found.isEmpty(); i--) {
      SegmentRef ref = all.get(i);
      found = find(checked(store.fetch(ref, deadline).await()), ref.first(), messageId);
    }
    return found;
  }

  private static OptionalLong find(List<MessageRecord> messages, long first, String messageId) {
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).id().equals(messageId)) {
        return OptionalLong.of(first + i);
      }
    }
    return OptionalLong.empty();
  }

  private List<MessageRecord> checked(Fetched fetched) {
    if (fetched.problem() != null) {
      throw log.unreadable(
          snapshot.position().number(), fetched.key(), fetched.problem(), null, deadline);
    }
    bytes += fetched.bytes();
    return fetched.messages();
  }

  /** Cancels what is still under way, if not all messages were taken. */
  @Override
  public void close() {
    ahead.close();
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
