package dev.threadstore.internal.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.RedisCalls.NoAnswerException;
import dev.threadstore.internal.hot.RedisCalls.Sent;
import dev.threadstore.internal.hot.RedisCalls.WrongTypeException;
import dev.threadstore.internal.hot.ReplicatedPort.Replicated;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TooFewReplicasException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Runs scripts on one thread: adds its keys and the arguments that all scripts share, and turns the
 * refusals that all scripts share into exceptions.
 */
final class ThreadScripts {
  private final HotTier tier;
  private final ThreadRef ref;
  private final HotKeys keys;

  ThreadScripts(HotTier tier, ThreadRef ref) {
    this.tier = tier;
    this.ref = ref;
    this.keys = new HotKeys(ref);
  }

  ThreadRef ref() {
    return ref;
  }

  /**
   * Runs a script on the thread's own keys.
   *
   * @throws NotLiveException if the script needs a live copy and there is none
   * @throws DamagedHotCopyException if only part of the copy is there
   * @throws OutcomeUnknownException if a change was not answered
   * @throws StoreUnavailableException if Redis refused or, for a script that changes nothing
   *     visible, did not answer
   */
  Reply run(Script script, Deadline deadline, byte[]... arguments) {
    return run(script, () -> {}, keys.own(), deadline, arguments);
  }

  /** A script that was sent. */
  interface Answer {
    /** Waits for it, and throws what {@link #run} throws. */
    Reply await(Deadline deadline);
  }

  /** Sends a script that changes nothing, for an answer that is wanted later. */
  Answer send(Script script, byte[]... arguments) {
    byte[][] all = shared(arguments);
    Sent<List<Object>> sent =
        tier.calls().send(script.step(), () -> tier.port().run(script, keys.own(), all, () -> {}));
    return deadline -> refused(new Reply(ref, await(script, sent, deadline)));
  }

  /** Runs a script on the thread's own keys and the staging keys of a token. */
  Reply runStaged(Script script, String token, Deadline deadline, byte[]... arguments) {
    return run(script, () -> {}, keys.withStaging(token), deadline, arguments);
  }

  /**
   * Runs a script on the thread's own keys that changes what only Redis has: so many replicas must
   * have the change, too, as the settings say.
   *
   * @throws TooFewReplicasException if fewer have it; it is made all the same
   */
  Reply change(Script script, Change change, Deadline deadline, byte[]... arguments) {
    return change(script, change, keys.own(), deadline, arguments);
  }

  /** The same on the thread's own keys and the staging keys of a token. */
  Reply changeStaged(
      Script script, Change change, String token, Deadline deadline, byte[]... arguments) {
    return change(script, change, keys.withStaging(token), deadline, arguments);
  }

  private Reply change(
      Script script, Change change, byte[][] keyNames, Deadline deadline, byte[]... arguments) {
    Optional<ReplicatedPort> port = tier.replicated();
    if (port.isEmpty()) {
      return run(script, change::unanswered, keyNames, deadline, arguments);
    }
    byte[][] all = shared(arguments);
    Replicated replicated =
        await(
            script,
            change::unanswered,
            () -> port.get().run(script, keyNames, all, change::unanswered),
            deadline);
    Reply reply = refused(new Reply(ref, replicated.reply()));
    if (reply.status().equals("ok") && replicated.replicas() < tier.waitReplicas()) {
      throw new TooFewReplicasException(
          ref, script.step(), tier.waitReplicas(), Math.toIntExact(replicated.replicas()));
    }
    return reply;
  }

  private Reply run(
      Script script,
      Runnable unanswered,
      byte[][] keyNames,
      Deadline deadline,
      byte[]... arguments) {
    byte[][] all = shared(arguments);
    return refused(
        new Reply(
            ref,
            await(
                script,
                unanswered,
                () -> tier.port().run(script, keyNames, all, unanswered),
                deadline)));
  }

  /** Puts before a script's arguments those that all scripts share. */
  private byte[][] shared(byte[]... arguments) {
    byte[][] all = new byte[2 + arguments.length][];
    all[0] = bytes(tier.expiry() == Expiry.WHEN_ARCHIVED ? "1" : "0");
    all[1] = bytes(tier.hotTtl().toMillis());
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return all;
  }

  private <T> T await(
      Script script, Runnable unanswered, Supplier<CompletionStage<T>> command, Deadline deadline) {
    return await(script, tier.calls().send(script.step(), command, unanswered), deadline);
  }

  private <T> T await(Script script, Sent<T> sent, Deadline deadline) {
    try {
      return sent.await(deadline);
    } catch (WrongTypeException e) {
      throw new DamagedHotCopyException(ref, String.valueOf(e.getMessage()));
    } catch (NoAnswerException e) {
      throw script.effect() == Script.Effect.CHANGE
          ? new OutcomeUnknownException(ref, script.step(), e)
          : new StoreUnavailableException(
              Tier.HOT,
              "redis did not answer: thread=`%s` operation=`%s` reason=`%s`"
                  .formatted(ref, script.step(), e.getMessage()),
              e);
    }
  }

  private Reply refused(Reply reply) {
    switch (reply.status()) {
      case "absent" -> throw new NotLiveException.Absent();
      case "busy" -> throw new NotLiveException.Busy(reply.phase(1));
      case "damaged" -> throw new DamagedHotCopyException(ref, reply.text(1));
      default -> {
        return reply;
      }
    }
  }

  /** The reply, unless it says that the copy is not at the expected revision. */
  Reply expecting(Revision expected, Reply reply) {
    if (reply.status().equals("revision")) {
      throw new RevisionConflictException(ref, expected, reply.revision(1));
    }
    return reply;
  }

  /** A condition as the scripts' {@code holds()} reads it. */
  static byte[] condition(Revision expected) {
    return bytes(expected.isAny() ? "*" : "s" + expected.stamp());
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static byte[] bytes(long number) {
    return bytes(Long.toString(number));
  }
}
