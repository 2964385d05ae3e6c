package dev.threadstore.internal.hot;

import dev.threadstore.internal.hot.ReplicatedPort.Replicated;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts on one connection in groups, each followed by one WAIT for replicas; what arrives
 * meanwhile makes the next group. Redis handles no other command of a connection that WAITs, so the
 * connection is used for nothing else, and a call waits for two round trips to the replicas at
 * most, however many others there are.
 *
 * <p>WAIT speaks of what its own connection has written. After a break the client sends it again on
 * the next connection, perhaps to another master, where it is true of nothing. So an answer counts
 * only if the connection has not broken since the group was sent. Thread-safe.
 */
final class GroupCommit {
  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final ReplicaWait wait;
  private final AtomicLong breaks = new AtomicLong();
  private List<Member> waiting = new ArrayList<>();
  private boolean underWay;

  GroupCommit(StatefulRedisConnection<byte[], byte[]> connection, ReplicaWait wait) {
    this.connection = connection;
    this.wait = wait;
    connection.addListener(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> disconnected) {
            breaks.incrementAndGet();
          }
        });
  }

  /**
   * A call, and who takes its failure.
   *
   * @param call the call; its answer is completed if it succeeds
   * @param onFailure takes the client's exception otherwise
   */
  private record Member(ScriptCall call, BiConsumer<ScriptCall, Throwable> onFailure) {}

  boolean isOn(StatefulRedisConnection<byte[], byte[]> other) {
    return connection == other;
  }

  /** Runs a script with the next group. */
  @SuppressWarnings("FutureReturnValueIgnored") // only tells when nobody waits for it any more
  void run(ScriptCall call, BiConsumer<ScriptCall, Throwable> onFailure) {
    synchronized (this) {
      waiting.add(new Member(call, onFailure));
      if (underWay) {
        call.answer()
            .whenComplete(
                (reply, failure) -> {
                  if (call.answer().isCancelled()) {
                    forget(call);
                  }
                });
        return;
      }
      underWay = true;
    }
    sendNext();
  }

  private void sendNext() {
    List<Member> group;
    synchronized (this) {
      group = waiting;
      waiting = new ArrayList<>();
      group.removeIf(member -> member.call().answer().isDone());
      underWay = !group.isEmpty();
    }
    if (!group.isEmpty()) {
      send(group);
    }
  }

  /** What nobody waits for any more need not be kept until the group before it is answered. */
  private synchronized void forget(ScriptCall call) {
    waiting.removeIf(member -> member.call().answer() == call.answer());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // each outcome goes to its member
  private void send(List<Member> group) {
    long before = breaks.get();
    List<RedisFuture<List<Object>>> replies;
    RedisFuture<Long> waited;
    try {
      replies = group.stream().map(member -> member.call().send(connection)).toList();
      waited = connection.async().waitForReplication(wait.replicas(), wait.timeout().toMillis());
    } catch (RuntimeException e) {
      group.forEach(member -> member.onFailure().accept(member.call(), e));
      sendNext();
      return;
    }
    waited.whenComplete(
        (replicas, failure) -> {
          Throwable doubt = failure != null || breaks.get() == before ? failure : broken();
          for (int i = 0; i < group.size(); i++) {
            Member member = group.get(i);
            replies
                .get(i)
                .whenComplete((reply, refusal) -> settle(member, reply, refusal, replicas, doubt));
          }
          sendNext();
        });
  }

  private void settle(
      Member member,
      @Nullable List<Object> reply,
      @Nullable Throwable refusal,
      @Nullable Long replicas,
      @Nullable Throwable doubt) {
    ScriptCall call = member.call();
    if (refusal instanceof RedisNoScriptException && !call.isWithText()) {
      run(call.withText(), member.onFailure());
    } else if (refusal != null) {
      member.onFailure().accept(call, refusal);
    } else if (doubt != null || reply == null || replicas == null) {
      // Not a refusal of the script, whatever WAIT was told: it has run.
      member.onFailure().accept(call, new RedisException("WAIT was not answered", doubt));
    } else {
      call.answer().complete(new Replicated(reply, replicas));
    }
  }

  private static RedisException broken() {
    return new RedisException("connection broke between script and WAIT");
  }
}
