package dev.threadstore.internal.hot;

import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.NameEncoding;
import dev.threadstore.model.ThreadRef;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The Redis keys of one thread. All share one hash tag, so that they stand in one slot of a
 * cluster: {@code ts:{<encoded namespace>:<encoded id>}:<part>}, where part is
 *
 * <ul>
 *   <li>{@code head} – hash: phase, version, stamp, epoch, length, base, state …; present = hot
 *   <li>{@code log} – list: the message records in order
 *   <li>{@code ids} – hash: index from message ids to positions
 *   <li>{@code gate} – string: the right to install
 *   <li>{@code s:<token>:log}, {@code s:<token>:ids} – staging of an install
 * </ul>
 *
 * <p>Example: thread {@code Ab} of namespace {@code default} has the head {@code
 * ts:{default:%41b}:head}.
 */
final class HotKeys {
  static final String PREFIX = "ts:{";
  private static final String HEAD_SUFFIX = "}:head";

  private final String stem;

  HotKeys(ThreadRef ref) {
    stem = prefix(ref.namespace()) + ref.encodedId() + "}:";
  }

  /** Head, log, ids and gate: what every script gets. */
  byte[][] own() {
    return new byte[][] {key("head"), key("log"), key("ids"), key("gate")};
  }

  /** {@link #own()}, and the staging keys of a token. */
  byte[][] withStaging(String token) {
    return new byte[][] {
      key("head"),
      key("log"),
      key("ids"),
      key("gate"),
      key("s:" + token + ":log"),
      key("s:" + token + ":ids")
    };
  }

  /**
   * A glob that matches the heads of a namespace's threads. Encoded names hold no glob characters.
   */
  static byte[] headsOf(String namespace) {
    return (prefix(namespace) + "*" + HEAD_SUFFIX).getBytes(StandardCharsets.US_ASCII);
  }

  /** A glob that matches the heads of all namespaces' threads. */
  static byte[] allHeads() {
    return (PREFIX + "*" + HEAD_SUFFIX).getBytes(StandardCharsets.US_ASCII);
  }

  /** The thread whose head this is, or empty for a key that none of ours has. */
  static Optional<ThreadRef> threadOfHead(byte[] head) {
    String key = new String(head, StandardCharsets.US_ASCII);
    String[] names =
        key.substring(PREFIX.length(), key.length() - HEAD_SUFFIX.length()).split(":", -1);
    if (names.length != 2) {
      return Optional.empty();
    }
    try {
      return Optional.of(ThreadRef.ofEncoded(names[0], names[1]));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  private static String prefix(String namespace) {
    return PREFIX + NameEncoding.encode("namespace", namespace) + ":";
  }

  /** Of {@link #own()} those without which nothing is hot, nor can be made hot by an install. */
  byte[][] headAndGate() {
    return new byte[][] {key("head"), key("gate")};
  }

  private byte[] key(String part) {
    return (stem + part).getBytes(StandardCharsets.US_ASCII);
  }
}
