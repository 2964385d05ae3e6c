package dev.threadstore.internal.hot;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.KeyScanOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@link RedisPort} on Lettuce: on a connection of its own, opened on the user's client. */
final class LettucePort implements RedisPort {
  private static final ByteArrayCodec CODEC = ByteArrayCodec.INSTANCE;
  private static final String ONLY_MASTER = "master";

  private final StatefulConnection<byte[], byte[]> connection;
  private final Supplier<List<String>> masters;
  private final Function<String, StatefulConnection<byte[], byte[]>> onMaster;

  private LettucePort(
      StatefulConnection<byte[], byte[]> connection,
      Supplier<List<String>> masters,
      Function<String, StatefulConnection<byte[], byte[]>> onMaster) {
    this.connection = connection;
    this.masters = masters;
    this.onMaster = onMaster;
  }

  /** Standalone, or the master that Sentinel names. */
  static LettucePort of(RedisClient client) {
    StatefulRedisConnection<byte[], byte[]> connection = client.connect(CODEC);
    return new LettucePort(connection, () -> List.of(ONLY_MASTER), master -> connection);
  }

  /** A cluster. Lettuce sends commands to masters unless told otherwise, and this is not told. */
  static LettucePort of(RedisClusterClient client) {
    StatefulRedisClusterConnection<byte[], byte[]> connection = client.connect(CODEC);
    return new LettucePort(
        connection,
        () ->
            connection.getPartitions().stream()
                .filter(node -> node.getRole().isUpstream())
                .map(RedisClusterNode::getNodeId)
                .sorted()
                .toList(),
        connection::getConnection);
  }

  @Override
  public CompletionStage<List<Object>> run(
      Script script, byte[][] keys, byte[][] arguments, Runnable unanswered) {
    CompletableFuture<List<Object>> answer = new CompletableFuture<>();
    follow(
        answer,
        RepeatableCommand.evaluate(
            connection, CommandType.EVALSHA, script.sha1(), keys, arguments, unanswered),
        () ->
            follow(
                answer,
                RepeatableCommand.evaluate(
                    connection, CommandType.EVAL, script.text(), keys, arguments, unanswered),
                () -> answer.completeExceptionally(new IllegalStateException("EVAL: NOSCRIPT"))));
    return answer;
  }

  @Override
  public CompletionStage<Boolean> exists(byte[]... keys) {
    return RepeatableCommand.send(
            connection,
            CommandType.EXISTS,
            () -> new IntegerOutput<>(CODEC),
            new CommandArgs<>(CODEC).addKeys(keys))
        .thenApply(count -> count > 0);
  }

  @Override
  public List<String> masters() {
    return masters.get();
  }

  @Override
  public CompletionStage<KeyScan> scan(String master, String cursor, byte[] pattern, int count) {
    CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(CODEC).add(cursor);
    ScanArgs.Builder.matches(pattern).limit(count).build(arguments);
    return RepeatableCommand.send(
            onMaster.apply(master), CommandType.SCAN, () -> new KeyScanOutput<>(CODEC), arguments)
        .thenApply(found -> new KeyScan(found.getKeys(), found.getCursor()));
  }

  @Override
  public CompletionStage<String> info(String master) {
    return RepeatableCommand.send(
        onMaster.apply(master),
        CommandType.INFO,
        () -> new StatusOutput<>(CODEC),
        new CommandArgs<>(CODEC));
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
