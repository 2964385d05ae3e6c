package dev.threadstore.internal.hot;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.util.concurrent.CompletionStage;

/** {@link ReplicatedPort} on one master: a standalone one, or the one that Sentinel names. */
final class MasterCommits implements ReplicatedPort {
  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final GroupCommit commits;

  MasterCommits(RedisClient client, ReplicaWait wait) {
    connection = client.connect(ByteArrayCodec.INSTANCE);
    commits = new GroupCommit(connection, wait);
  }

  @Override
  public CompletionStage<Replicated> run(
      Script script, byte[][] keys, byte[][] arguments, Runnable unanswered) {
    ScriptCall call = new ScriptCall(script, keys, arguments, unanswered);
    commits.run(call, (failed, error) -> failed.answer().completeExceptionally(error));
    return call.answer();
  }

  @Override
  public void close() {
    connection.close();
  }
}
