package dev.threadstore.internal.hot;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A Redis whose answers are given beforehand; the last one is repeated. */
final class FixedReply implements RedisPort {
  private final Deque<List<Object>> replies = new ArrayDeque<>();

  void answer(List<List<Object>> answers) {
    replies.clear();
    replies.addAll(answers);
  }

  @Override
  public CompletionStage<List<Object>> run(
      Script script, byte[][] keys, byte[][] arguments, Runnable unanswered) {
    return CompletableFuture.completedStage(
        replies.size() > 1 ? replies.remove() : replies.element());
  }

  @Override
  public CompletionStage<Boolean> exists(byte[]... keys) {
    return CompletableFuture.completedStage(true);
  }

  @Override
  public List<String> masters() {
    return List.of("master");
  }

  @Override
  public CompletionStage<KeyScan> scan(String master, String cursor, byte[] pattern, int count) {
    return CompletableFuture.completedStage(new KeyScan(List.of(), "0"));
  }

  @Override
  public CompletionStage<String> info(String master) {
    return CompletableFuture.completedStage("");
  }

  @Override
  public void close() {}
}
