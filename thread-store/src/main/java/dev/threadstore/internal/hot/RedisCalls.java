package dev.threadstore.internal.hot;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.Tier;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for commands: bounds each by the call's deadline, sends it again where that is harmless and
 * may help, and is the one place that translates what the client throws. Every command that goes
 * through here may run twice without harm: scripts know their nonce, token, offset or message ids.
 */
final class RedisCalls {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  /**
   * Beginnings of error replies that pass by themselves: Redis starts, elects a master, moves a
   * slot. However many attempts that takes, it is only ended by the deadline.
   */
  private static final List<String> PASSING =
      List.of("LOADING", "TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN", "UNBLOCKED");

  /** Those that may pass, and may be there to stay. */
  private static final List<String> PERHAPS_PASSING = List.of("BUSY ", "READONLY", "NOREPLICAS");

  private final int maxAttempts;
  private final Failpoints failpoints;

  RedisCalls(int maxAttempts, Failpoints failpoints) {
    this.maxAttempts = maxAttempts;
    this.failpoints = failpoints;
  }

  /**
   * Sends a command until it is answered.
   *
   * @param name its name, for failpoints
   * @param command sends it
   * @param deadline when to give up
   * @throws StoreUnavailableException if Redis refused it: it had no effect
   * @throws NoAnswerException if it may have had its effect, now or a moment later
   * @throws WrongTypeException if a key of ours holds somebody else's data: it had no effect
   */
  <T> T await(String name, Supplier<CompletionStage<T>> command, Deadline deadline) {
    return send(name, command).await(deadline);
  }

  /** Sends a command now, for an answer that is wanted later. */
  <T> Sent<T> send(String name, Supplier<CompletionStage<T>> command) {
    return send(name, command, () -> {});
  }

  /** The same, for somebody who wants to know of each attempt that goes unanswered. */
  <T> Sent<T> send(String name, Supplier<CompletionStage<T>> command, Runnable unanswered) {
    String step = "redis." + name;
    CompletableFuture<T> first = once(step, command);
    return deadline -> await(step, first, command, unanswered, deadline);
  }

  /** A command on its way. */
  interface Sent<T> {
    /** Waits for its answer, and sends it again if need be: as {@link RedisCalls#await}. */
    T await(Deadline deadline);
  }

  private <T> T await(
      String step,
      CompletableFuture<T> first,
      Supplier<CompletionStage<T>> command,
      Runnable unanswered,
      Deadline deadline) {
    CompletableFuture<T> sent = first;
    NoAnswerException noAnswer = null;
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      boolean late = deadline.remainingNanos() <= pause.toNanos();
      try {
        return answered(step, sent, deadline);
      } catch (RefusedException e) {
        boolean again = e.isOneOf(PASSING) || (e.isOneOf(PERHAPS_PASSING) && attempt < maxAttempts);
        if (late || !again) {
          // An attempt before may have had its effect, whatever this one was told.
          throw noAnswer != null ? noAnswer : e.translated();
        }
      } catch (NoAnswerException e) {
        unanswered.run();
        noAnswer = e;
        if (late || e.isFinal() || attempt >= maxAttempts) {
          throw e;
        }
      }
      sleep(pause);
      pause = Duration.ofMillis(Math.min(2 * pause.toMillis(), LONGEST_PAUSE.toMillis()));
      sent = once(step, command);
    }
  }

  private <T> CompletableFuture<T> once(String step, Supplier<CompletionStage<T>> command) {
    try {
      failpoints.before(step);
      return command.get().toCompletableFuture();
    } catch (RedisException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private <T> T answered(String step, CompletableFuture<T> sent, Deadline deadline) {
    try {
      T answer = answer(sent, deadline);
      failpoints.after(step);
      return answer;
    } catch (RedisException e) {
      throw classified(e);
    }
  }

  private static <T> T answer(CompletableFuture<T> answer, Deadline deadline) {
    try {
      return answer.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw classified(e.getCause());
    } catch (CancellationException e) {
      throw classified(e);
    } catch (TimeoutException e) {
      // So that the client does not send it hours later, when it is connected again.
      answer.cancel(true);
      throw new NoAnswerException("deadline passed", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new NoAnswerException("interrupted", e);
    }
  }

  private static RuntimeException classified(@Nullable Throwable failure) {
    return failure instanceof RedisCommandExecutionException refused
        ? new RefusedException(refused)
        : new NoAnswerException(failure);
  }

  private static void sleep(Duration pause) {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswerException("interrupted", e);
    }
  }

  /** Redis answered with an error, before it changed anything. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(RedisCommandExecutionException cause) {
      super(cause.getMessage(), cause);
    }

    boolean isOneOf(List<String> beginnings) {
      return beginnings.stream().anyMatch(String.valueOf(getMessage())::startsWith);
    }

    RuntimeException translated() {
      String reply = String.valueOf(getMessage());
      return reply.contains("WRONGTYPE")
          ? new WrongTypeException(reply)
          : new StoreUnavailableException(
              Tier.HOT, "redis refused the command: reply=`" + reply + "`", getCause());
    }
  }

  /** A key of ours holds another type of data. */
  static final class WrongTypeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongTypeException(String message) {
      super(message);
    }
  }

  /** Nobody knows whether the command ran. */
  static final class NoAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean isFinal;

    NoAnswerException(String message, Throwable cause) {
      super(message, cause);
      isFinal = true;
    }

    NoAnswerException(@Nullable Throwable cause) {
      super("connection failed", cause);
      isFinal = false;
    }

    boolean isFinal() {
      return isFinal;
    }
  }
}
