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

  private final byte[][] buckets;
  private final int[] lengths;
  private final int half;
  private final MessageDigest sha1;

  /**
   * Begins one.
   *
   * @param messages how many messages there will be
   */
  IdIndex(long messages) {
    int count = (int) Math.max(1, (messages + ENTRIES_PER_BUCKET - 1) / ENTRIES_PER_BUCKET);
    buckets = new byte[count][];
    lengths = new int[count];
    half = Integer.highestOneBit(count);
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  int buckets() {
    return buckets.length;
  }

  void add(String id, long position) {
    byte[] digest = sha1.digest(id.getBytes(UTF_8));
    long hash = Integer.toUnsignedLong(ByteBuffer.wrap(digest).getInt());
    int bucket = (int) (hash % (2L * half));
    if (bucket >= buckets.length) {
      bucket -= half;
    }
    byte[] entries = buckets[bucket];
    int length = lengths[bucket];
    if (entries == null) {
      entries = new byte[ENTRIES_PER_BUCKET * ENTRY_BYTES];
    } else if (length == entries.length) {
      entries = Arrays.copyOf(entries, 2 * length);
    }
    ByteBuffer.wrap(entries, length, ENTRY_BYTES).put(digest, 0, KEY_BYTES).putInt((int) position);
    buckets[bucket] = entries;
    lengths[bucket] = length + ENTRY_BYTES;
  }

  /** The entries of a bucket; empty if there are none. */
  byte[] bucket(int number) {
    byte[] entries = buckets[number];
    return entries == null ? new byte[0] : Arrays.copyOf(entries, lengths[number]);
  }
}
