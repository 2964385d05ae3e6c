package dev.threadstore.internal.hot;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@link RedisPort} on Lettuce: on a connection of its own, opened on the user's client. */
final class LettucePort implements RedisPort {
  private static final String ONLY_MASTER = "master";

  private final StatefulConnection<byte[], byte[]> connection;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final Supplier<List<String>> masters;
  private final Function<String, RedisClusterAsyncCommands<byte[], byte[]>> onMaster;

  private LettucePort(
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      Supplier<List<String>> masters,
      Function<String, RedisClusterAsyncCommands<byte[], byte[]>> onMaster) {
    this.connection = connection;
    this.commands = commands;
    this.masters = masters;
    this.onMaster = onMaster;
  }

  /** Standalone, or the master that Sentinel names. */
  static LettucePort of(RedisClient client) {
    StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
    return new LettucePort(
        connection, connection.async(), () -> List.of(ONLY_MASTER), master -> connection.async());
  }

  /** A cluster. Lettuce sends commands to masters unless told otherwise, and this is not told. */
  static LettucePort of(RedisClusterClient client) {
    StatefulRedisClusterConnection<byte[], byte[]> connection =
        client.connect(ByteArrayCodec.INSTANCE);
    return new LettucePort(
        connection,
        connection.async(),
        () ->
            connection.getPartitions().stream()
                .filter(node -> node.getRole().isUpstream())
                .map(RedisClusterNode::getNodeId)
                .sorted()
                .toList(),
        master -> connection.getConnection(master).async());
  }

  @Override
  public CompletionStage<List<Object>> run(Script script, byte[][] keys, byte[][] arguments) {
    CompletableFuture<List<Object>> answer = new CompletableFuture<>();
    follow(
        answer,
        commands.evalsha(script.sha1(), ScriptOutputType.MULTI, keys, arguments),
        () ->
            follow(
                answer,
                commands.eval(script.text(), ScriptOutputType.MULTI, keys, arguments),
                () -> answer.completeExceptionally(new IllegalStateException("EVAL: NOSCRIPT"))));
    return answer;
  }

  @Override
  public CompletionStage<Boolean> exists(byte[] key) {
    return commands.exists(key).thenApply(count -> count > 0);
  }

  @Override
  public List<String> masters() {
    return masters.get();
  }

  @Override
  public CompletionStage<KeyScan> scan(String master, String cursor, byte[] pattern, int count) {
    return onMaster
        .apply(master)
        .scan(ScanCursor.of(cursor), ScanArgs.Builder.matches(pattern).limit(count))
        .thenApply(
            (KeyScanCursor<byte[]> found) -> new KeyScan(found.getKeys(), found.getCursor()));
  }

  @Override
  public CompletionStage<String> info(String master) {
    return onMaster.apply(master).info();
  }

  @Override
  public void close() {
    connection.close();
  }

  /** Hands a command's outcome on, and a cancellation of the answer back to the command. */
  @SuppressWarnings("FutureReturnValueIgnored") // the answer carries every outcome
  private static void follow(
      CompletableFuture<List<Object>> answer,
      RedisFuture<List<Object>> command,
      Runnable onNoScript) {
    answer.whenComplete(
        (reply, failure) -> {
          if (answer.isCancelled()) {
            command.cancel(true);
          }
        });
    command.whenComplete(
        (reply, failure) -> {
          if (failure == null) {
            answer.complete(reply);
          } else if (failure instanceof RedisNoScriptException) {
            onNoScript.run();
          } else {
            answer.completeExceptionally(failure);
          }
        });
  }
}
