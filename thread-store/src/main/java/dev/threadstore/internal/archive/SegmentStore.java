package dev.threadstore.internal.archive;

import dev.threadstore.internal.archive.SegmentWriter.Upload;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.Nonces;
import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The segments of one thread: creates them, and fetches those that its snapshots refer to, also
 * from other threads. Both happen in the background. Thread-safe.
 */
final class SegmentStore {
  private final ThreadRef ref;
  private final ColdKeys keys;
  private final ColdCalls calls;
  private final ThreadStoreSettings settings;
  private final Nonces nonces;

  SegmentStore(ThreadRef ref, ColdCalls calls, ThreadStoreSettings settings, Nonces nonces) {
    this.ref = ref;
    this.keys = new ColdKeys(ref);
    this.calls = calls;
    this.settings = settings;
    this.nonces = nonces;
  }

  /** The least content of a segment in bytes. */
  int segmentBytes() {
    return settings.segmentBytes();
  }

  /**
   * Creates a segment.
   *
   * @param number of the snapshot that will be the first to refer to it
   * @param first position of the first message
   * @param messages the messages
   * @param deadline when to give up
   * @return waits until it is durable; throws {@link StoreUnavailableException} if that could not
   *     be found out
   */
  Pending<Upload> upload(long number, long first, List<MessageRecord> messages, Deadline deadline) {
    long last = first + messages.size() - 1;
    String key = keys.segment(number, first, last, nonces.next());
    return calls.inBackground(
        "upload",
        key,
        () -> {
          byte[] object = SegmentObject.write(ref, first, messages);
          calls.createSurely(key, object, settings.maxAttempts(), deadline);
          SegmentRef segment = new SegmentRef(key, first, last, ObjectEnvelope.sha256(object));
          return new Upload(segment, object.length);
        },
        deadline);
  }

  /**
   * Fetches and verifies a segment.
   *
   * @param segment the reference to it
   * @param deadline when to give up
   * @return waits for it; throws {@link StoreUnavailableException} if the cold store fails
   */
  Pending<Fetched> fetch(SegmentRef segment, Deadline deadline) {
    return calls.inBackground(
        "fetch",
        segment.key(),
        () -> {
          Optional<byte[]> object = calls.read(segment.key(), deadline);
          if (object.isEmpty()) {
            return new Fetched(segment.key(), List.of(), Fetched.MISSING, "object is missing");
          }
          try {
            return new Fetched(
                segment.key(),
                SegmentObject.read(segment, object.get()),
                object.get().length,
                null);
          } catch (UnreadableObjectException e) {
            return new Fetched(segment.key(), List.of(), object.get().length, e.problem());
          }
        },
        deadline);
  }

  /**
   * What fetching a segment has found.
   *
   * @param key the segment's key
   * @param messages the messages that are used of it
   * @param bytes the size of its object, or {@link #MISSING}
   * @param problem what is wrong with it; null: nothing
   */
  record Fetched(String key, List<MessageRecord> messages, long bytes, @Nullable String problem) {
    static final long MISSING = -1;
  }
}
