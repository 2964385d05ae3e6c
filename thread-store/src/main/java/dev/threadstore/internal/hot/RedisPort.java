package dev.threadstore.internal.hot;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * All that the hot tier wants of a Redis client, so that standalone, Sentinel and Cluster differ in
 * one class. Talks to masters only. Asynchronous and thread-safe; stages complete with the client's
 * own exceptions.
 */
interface RedisPort extends AutoCloseable {

  /**
   * Runs a script whose keys are in one slot. A stage that is cancelled is not sent any more.
   *
   * @param unanswered hears each time that it is sent again, as when the connection broke
   */
  CompletionStage<List<Object>> run(
      Script script, byte[][] keys, byte[][] arguments, Runnable unanswered);

  /** Whether any of some keys in one slot is there. */
  CompletionStage<Boolean> exists(byte[]... keys);

  /** The masters, in an order that is the same on every call as long as they are the same. */
  List<String> masters();

  /** One step of a SCAN on one master. */
  CompletionStage<KeyScan> scan(String master, String cursor, byte[] pattern, int count);

  /** The INFO text of one master. */
  CompletionStage<String> info(String master);

  @Override
  void close();

  /**
   * Keys found by one step of a SCAN.
   *
   * @param keys the keys; may hold one twice
   * @param cursor where the next step starts; {@code 0}: there is none
   */
  record KeyScan(List<byte[]> keys, String cursor) {}
}
