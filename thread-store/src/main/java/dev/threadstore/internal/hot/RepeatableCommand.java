package dev.threadstore.internal.hot;

import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;

/**
 * A command whose answer begins anew each time that it is sent. Lettuce sends a command again when
 * the connection breaks before its answer is complete; a plain {@link Command} would go on to fill
 * the output in which the first part of the torn answer stands (as of Lettuce 7.7).
 */
final class RepeatableCommand<T> extends Command<byte[], byte[], T> {
  private final Supplier<CommandOutput<byte[], byte[], T>> outputs;

  RepeatableCommand(
      ProtocolKeyword type,
      Supplier<CommandOutput<byte[], byte[], T>> outputs,
      CommandArgs<byte[], byte[]> args) {
    super(type, outputs.get(), args);
    this.outputs = outputs;
  }

  @Override
  public void encode(ByteBuf buffer) {
    if (!isDone()) {
      setOutput(outputs.get());
    }
    super.encode(buffer);
  }
}
