package dev.threadstore.internal.hot;

import static dev.threadstore.internal.hot.ThreadScripts.bytes;
import static dev.threadstore.internal.hot.ThreadScripts.condition;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.LabelRules;
import dev.threadstore.model.LimitExceededException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TruncateResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads and changes one thread's live hot copy. Each method is one script and so one round trip,
 * unless it says otherwise. Thread-safe.
 *
 * <p>All methods throw {@link NotLiveException} if there is no live copy, {@code
 * DamagedHotCopyException} if only part of it is there, {@code StoreUnavailableException} if Redis
 * refuses, and those that change something {@code OutcomeUnknownException} if it does not answer.
 */
public final class HotThread {
  /** Bounds of one step, so that no script holds Redis for more than some milliseconds. */
  static final int CHUNK_MESSAGES = 500;

  static final int CHUNK_BYTES = 1 << 20;

  private final ThreadScripts scripts;
  private final int maxAttempts;

  HotThread(ThreadScripts scripts, int maxAttempts) {
    this.scripts = scripts;
    this.maxAttempts = maxAttempts;
  }

  /**
   * Which thread this is.
   *
   * @return its reference
   */
  public ThreadRef ref() {
    return scripts.ref();
  }

  /**
   * Appends the messages whose ids are not in the thread yet.
   *
   * @param messages the messages
   * @param expected the revision that the copy must be at
   * @param change the same on every retry
   * @param deadline when to give up
   * @return what was added and found
   */
  public AppendResult append(
      List<MessageRecord> messages, Revision expected, Change change, Deadline deadline) {
    byte[][] arguments = new byte[2 + messages.size()][];
    arguments[0] = condition(expected);
    arguments[1] = bytes(change.nonce());
    for (int i = 0; i < messages.size(); i++) {
      arguments[2 + i] = MessageFraming.frame(messages.get(i));
    }
    Reply reply =
        scripts.expecting(expected, scripts.change(Script.APPEND, change, deadline, arguments));
    List<String> added = new ArrayList<>(messages.size());
    List<String> known = new ArrayList<>();
    List<String> conflicting = new ArrayList<>();
    String runs = reply.text(4);
    int message = 0;
    for (int at = 0; at < runs.length(); ) {
      int end = at + 1;
      while (end < runs.length() && Character.isDigit(runs.charAt(end))) {
        end++;
      }
      int count = Integer.parseInt(runs.substring(at + 1, end));
      List<String> list =
          switch (runs.charAt(at)) {
            case 'a' -> added;
            case 'k' -> known;
            default -> conflicting;
          };
      for (int i = 0; i < count; i++) {
        list.add(messages.get(message++).id());
      }
      at = end;
    }
    return new AppendResult(reply.revision(1), reply.number(3), added, known, conflicting);
  }

  /**
   * Removes a message and all after it.
   *
   * @param messageId the first message to remove
   * @param expected the revision that the copy must be at
   * @param change the same on every retry
   * @param deadline when to give up
   * @return what was removed
   */
  public TruncateResult truncateFrom(
      String messageId, Revision expected, Change change, Deadline deadline) {
    Reply reply =
        scripts.expecting(
            expected,
            scripts.change(
                Script.TRUNCATE,
                change,
                deadline,
                condition(expected),
                bytes(change.nonce()),
                bytes(messageId)));
    return new TruncateResult(reply.revision(1), reply.number(3), reply.number(4));
  }

  /**
   * Replaces or removes the state.
   *
   * @param state the new state, or null to remove it
   * @param expected the revision that the copy must be at
   * @param change the same on every retry
   * @param deadline when to give up
   * @return what the thread is like afterwards
   */
  public ChangeResult saveState(
      byte @Nullable [] state, Revision expected, Change change, Deadline deadline) {
    byte[] condition = condition(expected);
    byte[] nonce = bytes(change.nonce());
    Reply reply =
        scripts.expecting(
            expected,
            state == null
                ? scripts.change(Script.STATE, change, deadline, condition, nonce)
                : scripts.change(Script.STATE, change, deadline, condition, nonce, state));
    return new ChangeResult(reply.revision(1), reply.number(3));
  }

  /**
   * Sets and removes labels.
   *
   * @param changes values by name; an empty one removes the label
   * @param expected the revision that the copy must be at
   * @param change the same on every retry
   * @param deadline when to give up
   * @return what the thread is like afterwards
   * @throws LimitExceededException if there would be too many
   */
  public ChangeResult label(
      Map<String, String> changes, Revision expected, Change change, Deadline deadline) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(condition(expected));
    arguments.add(bytes(change.nonce()));
    arguments.add(bytes(LabelRules.MOST));
    changes.forEach(
        (name, value) -> {
          arguments.add(bytes(name));
          arguments.add(bytes(value));
        });
    Reply reply =
        scripts.expecting(
            expected,
            scripts.change(Script.LABEL, change, deadline, arguments.toArray(byte[][]::new)));
    if (reply.status().equals("many")) {
      throw new LimitExceededException("labels of a thread", LabelRules.MOST, reply.number(1));
    }
    return new ChangeResult(reply.revision(1), reply.number(3));
  }

  /**
   * Reads the head, without state and ring.
   *
   * @param deadline when to give up
   * @return the head
   */
  public Head head(Deadline deadline) {
    return scripts.run(Script.INFO, deadline, bytes("0")).head(1);
  }

  /**
   * Reads the head, without state and ring, and without renewing the TTL: nobody uses the thread.
   *
   * @param deadline when to give up
   * @return the head
   */
  public Head peek(Deadline deadline) {
    return scripts.run(Script.INFO, deadline, bytes("peek")).head(1);
  }

  /**
   * Reads the whole head.
   *
   * @param deadline when to give up
   * @return the head
   */
  public Head headWithState(Deadline deadline) {
    return scripts.run(Script.INFO, deadline, bytes("1")).head(1);
  }

  /**
   * Reads messages in one step, cut short at about 1 MiB.
   *
   * @param selection where to begin
   * @param limit at most so many
   * @param deadline when to give up
   * @return the messages, or empty if no message has the selection's id
   */
  public Optional<Chunk> read(Selection selection, int limit, Deadline deadline) {
    return read("*", selection, limit, deadline).map(HotThread::chunk);
  }

  /**
   * Reads from a position, or a tail, to the end of the thread: all of it as it was at one
   * revision, in as many round trips as it takes.
   *
   * @param selection where to begin; not an id
   * @param deadline when to give up
   * @return the messages
   */
  public Chunk readToEnd(Selection selection, Deadline deadline) {
    for (int attempt = 1; attempt <= maxAttempts; attempt++) {
      Optional<Chunk> first = read(selection, Integer.MAX_VALUE, deadline);
      if (first.isPresent()) {
        Chunk chunk = first.get();
        Optional<List<MessageRecord>> all = rest(chunk, chunk.length(), deadline);
        if (all.isPresent()) {
          return new Chunk(
              chunk.revision(), chunk.epoch(), chunk.length(), chunk.first(), all.get());
        }
      }
    }
    throw keptChanging("read");
  }

  /**
   * Reads all messages that a head speaks of. The thread must be at the head's revision still when
   * that begins, so that both are of one history.
   *
   * @param head a head read earlier
   * @param length how many of its messages, from the first
   * @param deadline when to give up
   * @return the messages, or empty if the thread has changed, or some of them have been cut since
   */
  public Optional<List<MessageRecord>> messagesOf(Head head, long length, Deadline deadline) {
    return rest(
        new Chunk(head.revision(), head.epoch(), head.length(), 0, List.of()), length, deadline);
  }

  /**
   * Reads on to some position.
   *
   * @param begun what was read already; of a head without messages, none
   * @return all of it, or empty if what follows is of another history: some was cut since, or Redis
   *     went back and others have appended to what it still had
   */
  private Optional<List<MessageRecord>> rest(Chunk begun, long end, Deadline deadline) {
    String guard = "e" + begun.epoch();
    List<MessageRecord> all = new ArrayList<>(begun.messages());
    Revision[] at = {begun.revision()};
    boolean isWhole =
        each(
            guard,
            begun.first() + all.size(),
            end,
            next -> {
              boolean follows =
                  next.revision().equals(at[0]) || isStillThere(guard, all, next.first(), deadline);
              at[0] = next.revision();
              all.addAll(next.messages());
              return follows;
            },
            deadline);
    return isWhole ? Optional.of(all) : Optional.empty();
  }

  /**
   * Whether the last of these messages still stands before a position. After appends it does; where
   * Redis went back behind it, other messages stand there, though the epoch is the same.
   */
  private boolean isStillThere(
      String guard, List<MessageRecord> messages, long position, Deadline deadline) {
    if (messages.isEmpty()) {
      return false;
    }
    MessageRecord last = messages.get(messages.size() - 1);
    return read(guard, Selection.from(position - 1), 1, deadline)
        .filter(reply -> !reply.status().equals("moved"))
        .map(reply -> chunk(reply).messages())
        .filter(found -> found.size() == 1)
        .map(found -> found.get(0))
        .filter(found -> found.id().equals(last.id()))
        .filter(found -> Arrays.equals(found.payload(), last.payload()))
        .isPresent();
  }

  /** Hands out messages, some at a time, as long as a guard of {@code read.lua} and they hold. */
  boolean each(String guard, long first, long end, Predicate<Chunk> messages, Deadline deadline) {
    long position = first;
    while (position < end) {
      int limit = (int) Math.min(CHUNK_MESSAGES, end - position);
      Optional<Reply> reply = read(guard, Selection.from(position), limit, deadline);
      if (reply.isEmpty() || reply.get().status().equals("moved")) {
        return false;
      }
      Chunk some = chunk(reply.get());
      if (some.messages().isEmpty()) {
        // The epoch is the same and the thread is shorter: Redis went back meanwhile.
        return false;
      }
      if (!messages.test(some)) {
        return false;
      }
      position += some.messages().size();
    }
    return true;
  }

  StoreUnavailableException keptChanging(String operation) {
    return new StoreUnavailableException(
        Tier.HOT,
        "thread kept changing or being evicted: thread=`%s` operation=`%s` attempts=`%d`"
            .formatted(ref(), operation, maxAttempts),
        null);
  }

  private Optional<Reply> read(String guard, Selection selection, int limit, Deadline deadline) {
    Reply reply =
        scripts.run(
            Script.READ,
            deadline,
            bytes(guard),
            bytes(selection.mode()),
            bytes(selection.argument()),
            bytes(Math.min(limit, CHUNK_MESSAGES)),
            bytes(CHUNK_BYTES));
    return reply.status().equals("unknown") ? Optional.empty() : Optional.of(reply);
  }

  private static Chunk chunk(Reply reply) {
    return new Chunk(
        reply.revision(1), reply.text(3), reply.number(4), reply.number(5), reply.messages(6));
  }
}
