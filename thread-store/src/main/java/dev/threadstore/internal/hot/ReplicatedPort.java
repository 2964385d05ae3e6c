package dev.threadstore.internal.hot;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Runs scripts and asks how many replicas have their effect. Asynchronous and thread-safe; stages
 * complete with the client's own exceptions.
 */
interface ReplicatedPort extends AutoCloseable {

  /**
   * Runs a script whose keys are in one slot. A stage that is cancelled is not sent any more.
   *
   * @param unanswered hears each time that it is sent again, as when the connection broke
   */
  CompletionStage<Replicated> run(
      Script script, byte[][] keys, byte[][] arguments, Runnable unanswered);

  @Override
  void close();

  /**
   * What a script answered.
   *
   * @param reply its reply
   * @param replicas how many replicas had all its writes, and all before them, when the wait ended
   */
  record Replicated(List<Object> reply, long replicas) {}
}
