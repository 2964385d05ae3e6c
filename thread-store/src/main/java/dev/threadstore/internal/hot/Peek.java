package dev.threadstore.internal.hot;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.HotCopy;
import dev.threadstore.model.HotCopy.State;
import dev.threadstore.model.ThreadRef;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** A look at one thread's copy that does not count as use, and has been sent already. */
final class Peek {
  private final ThreadRef ref;
  private final ThreadScripts.Answer answer;

  Peek(ThreadRef ref, ThreadScripts.Answer answer) {
    this.ref = ref;
    this.answer = answer;
  }

  /** What was found; empty: nothing. */
  Optional<HotCopy> await(Deadline deadline) {
    try {
      return Optional.of(copy(answer.await(deadline)));
    } catch (NotLiveException.Absent e) {
      return Optional.empty();
    } catch (NotLiveException.Busy e) {
      return Optional.of(unread(State.BUSY));
    } catch (DamagedHotCopyException e) {
      return Optional.of(unread(State.DAMAGED));
    }
  }

  private HotCopy copy(Reply reply) {
    long bytes = reply.number(4);
    return new HotCopy(
        ref,
        reply.number(2) == 1 ? State.ARCHIVED : State.UNARCHIVED,
        reply.number(1),
        Duration.ofMillis(reply.number(3)),
        bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes));
  }

  private HotCopy unread(State state) {
    return new HotCopy(ref, state, 0, Duration.ZERO, OptionalLong.empty());
  }
}
