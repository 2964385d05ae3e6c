package dev.threadstore.internal.hot;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@link ReplicatedPort} on a cluster: one {@link GroupCommit} a master. It finds a script's master
 * itself, and follows redirections itself: WAIT has no key, so it has to go where the script has
 * gone, which the client does not tell.
 */
final class ClusterCommits implements ReplicatedPort {
  private static final Pattern REDIRECTION = Pattern.compile("(MOVED|ASK) [0-9]+ (.*):([0-9]+)");

  /** As many as the client follows. */
  private static final int MOST_REDIRECTIONS = 5;

  private final RedisClusterClient client;
  private final StatefulRedisClusterConnection<byte[], byte[]> connection;
  private final ReplicaWait wait;
  private final Map<String, GroupCommit> groups = new ConcurrentHashMap<>();
  private final AtomicBoolean refreshing = new AtomicBoolean();

  ClusterCommits(RedisClusterClient client, ReplicaWait wait) {
    this.client = client;
    this.connection = client.connect(ByteArrayCodec.INSTANCE);
    this.wait = wait;
  }

  @Override
  public CompletionStage<Replicated> run(
      Script script, byte[][] keys, byte[][] arguments, Runnable unanswered) {
    ScriptCall call = new ScriptCall(script, keys, arguments, unanswered);
    int slot = SlotHash.getSlot(call.key());
    RedisClusterNode master = connection.getPartitions().getMasterBySlot(slot);
    if (master == null) {
      call.answer().completeExceptionally(new RedisException("no master of slot " + slot));
    } else {
      runOn(master.getUri().getHost(), master.getUri().getPort(), call, MOST_REDIRECTIONS);
    }
    return call.answer();
  }

  private void runOn(String host, int port, ScriptCall call, int redirections) {
    try {
      connection
          .getConnectionAsync(host, port)
          .thenAccept(node -> runOn(node, name(host, port), call, redirections))
          .exceptionally(failure -> failed(call, failure));
    } catch (RedisException e) {
      failed(call, e);
    }
  }

  private void runOn(
      StatefulRedisConnection<byte[], byte[]> node,
      String name,
      ScriptCall call,
      int redirections) {
    if (node.isOpen()) {
      groupOn(node, name).run(call, (failed, error) -> redirected(failed, error, redirections));
    } else {
      // What is sent to a node that has gone, the client may send to any other.
      throw new RedisException("no connection to master");
    }
  }

  private static @Nullable Void failed(ScriptCall call, Throwable failure) {
    call.answer().completeExceptionally(new RedisException(failure));
    return null;
  }

  private GroupCommit groupOn(StatefulRedisConnection<byte[], byte[]> node, String name) {
    return groups.compute(
        name,
        (same, group) -> group != null && group.isOn(node) ? group : new GroupCommit(node, wait));
  }

  private void redirected(ScriptCall call, Throwable error, int redirections) {
    Matcher target = REDIRECTION.matcher(reply(error));
    if (!target.matches() || redirections == 0) {
      call.answer().completeExceptionally(error);
      return;
    }
    boolean isAsk = target.group(1).equals("ASK");
    if (!isAsk) {
      refresh();
    }
    runOn(
        target.group(2),
        Integer.parseInt(target.group(3)),
        isAsk ? call.asking() : call.notAsking(),
        redirections - 1);
  }

  private static String reply(@Nullable Throwable error) {
    return error instanceof RedisCommandExecutionException
        ? String.valueOf(error.getMessage())
        : "";
  }

  /** The client looks at the topology by itself only if it was the one that was redirected. */
  @SuppressWarnings("FutureReturnValueIgnored") // if it fails, the next redirection tries again
  private void refresh() {
    if (refreshing.compareAndSet(false, true)) {
      try {
        client.refreshPartitionsAsync().whenComplete((done, failure) -> refreshed());
      } catch (RedisException e) {
        refreshing.set(false);
      }
    }
  }

  /** Forgets the nodes that have left. */
  private void refreshed() {
    refreshing.set(false);
    Set<String> nodes =
        connection.getPartitions().stream()
            .map(node -> name(node.getUri().getHost(), node.getUri().getPort()))
            .collect(Collectors.toSet());
    groups.keySet().retainAll(nodes);
  }

  private static String name(String host, int port) {
    return host + ":" + port;
  }

  @Override
  public void close() {
    connection.close();
  }
}
