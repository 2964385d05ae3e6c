package dev.threadstore.internal.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The index from message ids to positions of a thread that is on its way into Redis, built here so
 * that Redis need not. As {@code lib/ids.lua} describes it. Not thread-safe.
 */
final class IdIndex {
  /** As {@code ENTRIES_PER_BUCKET} in {@code lib/ids.lua}. */
  private static final int ENTRIES_PER_BUCKET = 32;

  private static final int KEY_BYTES = 8;
  private static final int ENTRY_BYTES = KEY_BYTES + Integer.BYTES;

  private final MessageDigest sha1;

  /** Each message's entry, in the order of positions. */
  private byte[] entries = new byte[ENTRY_BYTES * ENTRIES_PER_BUCKET];

  private int length;

  IdIndex() {
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /** Adds the id of the next message. */
  void add(String id) {
    if (length == entries.length) {
      entries = Arrays.copyOf(entries, 2 * length);
    }
    int position = length / ENTRY_BYTES;
    ByteBuffer.wrap(entries, length, ENTRY_BYTES)
        .put(sha1.digest(id.getBytes(UTF_8)), 0, KEY_BYTES)
        .putInt(position);
    length += ENTRY_BYTES;
  }

  /** The index of all that was added: the entries of each bucket. */
  Buckets buckets() {
    int count = Math.max(1, (length / ENTRY_BYTES + ENTRIES_PER_BUCKET - 1) / ENTRIES_PER_BUCKET);
    int[] bounds = new int[count + 1];
    for (int at = 0; at < length; at += ENTRY_BYTES) {
      bounds[bucketOf(at, count) + 1] += ENTRY_BYTES;
    }
    for (int i = 0; i < count; i++) {
      bounds[i + 1] += bounds[i];
    }
    int[] next = Arrays.copyOf(bounds, count);
    byte[] sorted = new byte[length];
    for (int at = 0; at < length; at += ENTRY_BYTES) {
      int bucket = bucketOf(at, count);
      System.arraycopy(entries, at, sorted, next[bucket], ENTRY_BYTES);
      next[bucket] += ENTRY_BYTES;
    }
    return new Buckets(sorted, bounds);
  }

  private int bucketOf(int at, int count) {
    long hash = Integer.toUnsignedLong(ByteBuffer.wrap(entries).getInt(at));
    int half = Integer.highestOneBit(count);
    int bucket = (int) (hash % (2L * half));
    return bucket < count ? bucket : bucket - half;
  }

  /** Entries in the order of their buckets. */
  static final class Buckets {
    private final byte[] entries;
    private final int[] bounds;

    private Buckets(byte[] entries, int[] bounds) {
      this.entries = entries;
      this.bounds = bounds;
    }

    int count() {
      return bounds.length - 1;
    }

    /** The entries of a bucket; empty if there are none. */
    byte[] bucket(int number) {
      return Arrays.copyOfRange(entries, bounds[number], bounds[number + 1]);
    }
  }
}
