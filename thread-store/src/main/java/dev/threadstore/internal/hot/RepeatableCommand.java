package dev.threadstore.internal.hot;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * A command whose answer begins anew each time that it is sent. Lettuce sends a command again when
 * the connection breaks before its answer is complete; a plain {@link Command} would go on to fill
 * the output in which the first part of the torn answer stands (as of Lettuce 7.7).
 */
final class RepeatableCommand<T> extends Command<byte[], byte[], T> {
  private final Supplier<CommandOutput<byte[], byte[], T>> outputs;
  private final Runnable again;
  private boolean wasSent;

  private RepeatableCommand(
      ProtocolKeyword type,
      Supplier<CommandOutput<byte[], byte[], T>> outputs,
      CommandArgs<byte[], byte[]> args,
      Runnable again) {
    super(type, outputs.get(), args);
    this.outputs = outputs;
    this.again = again;
  }

  /** Sends a command. */
  static <T> RedisFuture<T> send(
      StatefulConnection<byte[], byte[]> connection,
      ProtocolKeyword type,
      Supplier<CommandOutput<byte[], byte[], T>> outputs,
      CommandArgs<byte[], byte[]> arguments) {
    return send(connection, type, outputs, arguments, () -> {});
  }

  private static <T> RedisFuture<T> send(
      StatefulConnection<byte[], byte[]> connection,
      ProtocolKeyword type,
      Supplier<CommandOutput<byte[], byte[], T>> outputs,
      CommandArgs<byte[], byte[]> arguments,
      Runnable again) {
    AsyncCommand<byte[], byte[], T> command =
        new AsyncCommand<>(new RepeatableCommand<>(type, outputs, arguments, again));
    connection.dispatch(command);
    return command;
  }

  /**
   * Runs a script.
   *
   * @param type {@code EVALSHA} or {@code EVAL}
   * @param script its SHA-1, or its text
   * @param again hears each time that it is sent once more, also because a cluster redirects it
   */
  static RedisFuture<List<Object>> evaluate(
      StatefulConnection<byte[], byte[]> connection,
      CommandType type,
      String script,
      byte[][] keys,
      byte[][] arguments,
      Runnable again) {
    return send(
        connection,
        type,
        () -> new NestedMultiOutput<>(ByteArrayCodec.INSTANCE),
        new CommandArgs<>(ByteArrayCodec.INSTANCE)
            .add(script.getBytes(StandardCharsets.UTF_8))
            .add(keys.length)
            .addKeys(keys)
            .addValues(arguments),
        again);
  }

  @Override
  public void encode(ByteBuf buffer) {
    if (!isDone()) {
      setOutput(outputs.get());
    }
    if (wasSent) {
      again.run();
    }
    wasSent = true;
    super.encode(buffer);
  }
}
