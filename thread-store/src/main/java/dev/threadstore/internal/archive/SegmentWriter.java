package dev.threadstore.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.model.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages of one attempt to archive a thread, in order, and cuts segments from them
 * while they come. A segment is at least as long as the setting says, and less than twice as long
 * plus one message; messages that do not fill one stand in the snapshot itself. So once anything is
 * cut nothing is left over, and the next flush costs what it adds.
 *
 * <p>Segments are compressed and uploaded while further messages are taken, some at once. They
 * count only when a snapshot refers to them; those of an attempt that fails are collected as
 * garbage. Not thread-safe.
 */
public final class SegmentWriter implements AutoCloseable {
  /** About what a message takes in a segment besides its id and payload. */
  private static final int LINE_BYTES = 20;

  private final SegmentStore store;
  private final long number;
  private final Segments kept;
  private final Deadline deadline;
  private final List<SegmentRef> cut = new ArrayList<>();
  private final Ahead<Upload> uploads = new Ahead<>();

  /** Enough for a segment; waits for what comes next to be enough as well. */
  private @Nullable List<MessageRecord> full;

  private List<MessageRecord> current = new ArrayList<>();
  private long currentBytes;
  private long position;
  private long uploadedBytes;

  SegmentWriter(SegmentStore store, long number, Segments kept, Deadline deadline) {
    this.store = store;
    this.number = number;
    this.kept = kept;
    this.deadline = deadline;
    this.position = kept.cover();
  }

  /**
   * A segment that is durable.
   *
   * @param ref the reference to it
   * @param bytes the size of its object
   */
  record Upload(SegmentRef ref, long bytes) {}

  /**
   * What a snapshot shall hold.
   *
   * @param segments the segments to refer to
   * @param inline the messages for the snapshot itself
   * @param uploadedBytes the size of the segments that were created
   */
  public record Parts(Segments segments, List<MessageRecord> inline, long uploadedBytes) {}

  /**
   * Takes the next messages of the thread.
   *
   * @param messages the messages
   * @throws StoreUnavailableException if the cold store fails or the deadline passes
   */
  public void add(List<MessageRecord> messages) {
    for (MessageRecord message : messages) {
      current.add(message);
      currentBytes += LINE_BYTES + message.id().getBytes(UTF_8).length + message.payload().length;
      if (currentBytes >= store.segmentBytes()) {
        if (full != null) {
          upload(full);
        }
        full = current;
        current = new ArrayList<>();
        currentBytes = 0;
      }
    }
  }

  /**
   * Waits until all segments are durable.
   *
   * @return what the snapshot shall hold
   * @throws StoreUnavailableException if the cold store fails or the deadline passes
   */
  public Parts end() {
    if (full != null) {
      full.addAll(current);
      upload(full);
      current = List.of();
    }
    while (!uploads.isEmpty()) {
      awaitOldest();
    }
    List<SegmentRef> refs = new ArrayList<>(kept.refs());
    refs.addAll(cut);
    return new Parts(new Segments(refs, kept.pins()), current, uploadedBytes);
  }

  private void upload(List<MessageRecord> messages) {
    if (uploads.isFull()) {
      awaitOldest();
    }
    uploads.add(store.upload(number, position, messages, deadline));
    position += messages.size();
  }

  /** Cancels what is still under way, if the attempt has failed. */
  @Override
  public void close() {
    uploads.close();
  }

  private void awaitOldest() {
    Upload upload = uploads.take();
    cut.add(upload.ref());
    uploadedBytes += upload.bytes();
  }
}
