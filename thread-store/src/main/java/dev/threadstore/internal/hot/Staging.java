package dev.threadstore.internal.hot;

import static dev.threadstore.internal.hot.ThreadScripts.bytes;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.hot.IdIndex.Buckets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way into Redis, under keys of their own that expire, until an install makes
 * them a hot copy: the records, and behind the last of them the index of their ids. Not
 * thread-safe. Throws what {@link HotThread} throws.
 */
public final class Staging {
  /** So much of the index goes in one step; Lua could take some 3900 buckets. */
  private static final int CHUNK_BUCKETS = 1000;

  private final ThreadScripts scripts;
  private final String token;
  private final long length;
  private final IdIndex ids = new IdIndex();
  private @Nullable Buckets index;
  private long staged;
  private int indexed;

  /**
   * Begins one.
   *
   * @param token names it; never used before
   * @param length how many messages there will be
   */
  Staging(ThreadScripts scripts, String token, long length) {
    this.scripts = scripts;
    this.token = token;
    this.length = length;
  }

  /**
   * Adds messages, in bounded steps.
   *
   * @param messages the next messages; no id is there twice in all
   * @param deadline when to give up
   * @return whether they are staged; false if some were lost meanwhile: start over with a new one
   */
  public boolean add(List<MessageRecord> messages, Deadline deadline) {
    List<byte[]> records = new ArrayList<>();
    int size = 0;
    for (MessageRecord message : messages) {
      byte[] record = MessageFraming.frame(message);
      ids.add(message.id());
      records.add(record);
      size += record.length;
      if (records.size() == HotThread.CHUNK_MESSAGES || size >= HotThread.CHUNK_BYTES) {
        if (!send(records, deadline)) {
          return false;
        }
        records.clear();
        size = 0;
      }
    }
    if (!records.isEmpty() && !send(records, deadline)) {
      return false;
    }
    while (length > 0 && staged == length && indexed < index().count()) {
      if (!send(List.of(), deadline)) {
        return false;
      }
    }
    return true;
  }

  private boolean send(List<byte[]> records, Deadline deadline) {
    boolean isLast = staged + records.size() == length;
    int buckets = isLast ? Math.min(index().count() - indexed, CHUNK_BUCKETS) : 0;
    byte[][] arguments = new byte[4 + records.size() + buckets][];
    arguments[0] = bytes(HotTransfer.lifetime(deadline));
    arguments[1] = bytes(staged);
    arguments[2] = bytes(records.size());
    arguments[3] = bytes(indexed);
    for (int i = 0; i < records.size(); i++) {
      arguments[4 + i] = records.get(i);
    }
    for (int i = 0; i < buckets; i++) {
      arguments[4 + records.size() + i] = index().bucket(indexed + i);
    }
    Reply reply = scripts.runStaged(Script.STAGE, token, deadline, arguments);
    if (reply.status().equals("moved")) {
      return false;
    }
    staged += records.size();
    indexed += buckets;
    return true;
  }

  String token() {
    return token;
  }

  long staged() {
    return staged;
  }

  /** The number of buckets of the index. */
  long buckets() {
    return index().count();
  }

  /** The index, once all messages are here. */
  private Buckets index() {
    if (index == null) {
      index = ids.buckets();
    }
    return index;
  }
}
