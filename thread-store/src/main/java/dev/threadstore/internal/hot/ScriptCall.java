package dev.threadstore.internal.hot;

import dev.threadstore.internal.hot.ReplicatedPort.Replicated;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A run of a script on its way, until replicas have its effect. */
final class ScriptCall {
  private final Script script;
  private final byte[][] keys;
  private final byte[][] arguments;
  private final Runnable unanswered;
  private final CompletableFuture<Replicated> answer;
  private final boolean asking;
  private final boolean withText;

  ScriptCall(Script script, byte[][] keys, byte[][] arguments, Runnable unanswered) {
    this(script, keys, arguments, unanswered, new CompletableFuture<>(), false, false);
  }

  private ScriptCall(
      Script script,
      byte[][] keys,
      byte[][] arguments,
      Runnable unanswered,
      CompletableFuture<Replicated> answer,
      boolean asking,
      boolean withText) {
    this.script = script;
    this.keys = keys;
    this.arguments = arguments;
    this.unanswered = unanswered;
    this.answer = answer;
    this.asking = asking;
    this.withText = withText;
  }

  CompletableFuture<Replicated> answer() {
    return answer;
  }

  byte[] key() {
    return keys[0];
  }

  boolean isWithText() {
    return withText;
  }

  /** The same, for a node to which ASK leads. */
  ScriptCall asking() {
    return new ScriptCall(script, keys, arguments, unanswered, answer, true, withText);
  }

  /** The same, for a node to which MOVED leads. */
  ScriptCall notAsking() {
    return new ScriptCall(script, keys, arguments, unanswered, answer, false, withText);
  }

  /** The same, for a server that does not know the script. */
  ScriptCall withText() {
    return new ScriptCall(script, keys, arguments, unanswered, answer, asking, true);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the answer of ASKING is that of the script
  RedisFuture<List<Object>> send(StatefulRedisConnection<byte[], byte[]> connection) {
    if (asking) {
      connection.async().asking();
    }
    RedisFuture<List<Object>> sent =
        withText
            ? RepeatableCommand.evaluate(
                connection, CommandType.EVAL, script.text(), keys, arguments, unanswered)
            : RepeatableCommand.evaluate(
                connection, CommandType.EVALSHA, script.sha1(), keys, arguments, unanswered);
    answer.whenComplete(
        (reply, failure) -> {
          if (answer.isCancelled()) {
            sent.cancel(true);
          }
        });
    return sent;
  }
}
