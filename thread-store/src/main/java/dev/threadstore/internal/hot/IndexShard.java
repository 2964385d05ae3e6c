package dev.threadstore.internal.hot;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.threadstore.model.NameEncoding;
import dev.threadstore.model.ThreadRef;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * One of the {@value #SHARDS} parts of a namespace's activity index, which stand in different slots
 * of a cluster. Its Redis keys are {@code ts:{<encoded namespace>::<number>}:<part>}, where part is
 *
 * <ul>
 *   <li>{@code active} – sorted set: encoded ids by their last known activity
 *   <li>{@code leased} – sorted set: encoded ids by the end of their lease
 *   <li>{@code failing} – hash: encoded ids, and why they cannot be archived
 * </ul>
 *
 * <p>No thread has such a key: its id is not empty, and has no colon when it is encoded. Example:
 * {@code ts:{default::7}:active}. The number is the CRC-32 of the encoded id, modulo {@value
 * #SHARDS}.
 *
 * @param namespace the namespace
 * @param number from 0
 */
public record IndexShard(String namespace, int number) {
  /** Enough to spread over the masters of a large cluster; few enough to ask all of them. */
  static final int SHARDS = 16;

  /** Holds the names of all namespaces that have an index. */
  static final byte[][] NAMESPACES = {key("", "namespaces")};

  /** Holds nothing: commands are tried out on it. */
  static final byte[][] PROBE = {key("", "probe")};

  /** Holds how far the scan for threads has come that are in no index. */
  static final byte[][] SCAN = {key("", "scan")};

  /**
   * The shard in which a thread stands.
   *
   * @param ref the thread
   * @return its shard
   */
  public static IndexShard of(ThreadRef ref) {
    CRC32 hash = new CRC32();
    hash.update(ref.encodedId().getBytes(US_ASCII));
    return new IndexShard(ref.namespace(), (int) (hash.getValue() % SHARDS));
  }

  /**
   * The shards of a namespace.
   *
   * @param namespace the namespace
   * @return all of them
   */
  public static List<IndexShard> all(String namespace) {
    return IntStream.range(0, SHARDS).mapToObj(i -> new IndexShard(namespace, i)).toList();
  }

  /** What every script of the index gets. */
  byte[][] keys() {
    String tag = NameEncoding.encode("namespace", namespace) + "::" + number;
    return new byte[][] {key(tag, "active"), key(tag, "leased"), key(tag, "failing")};
  }

  private static byte[] key(String tag, String part) {
    return (HotKeys.PREFIX + tag + "}:" + part).getBytes(US_ASCII);
  }
}
