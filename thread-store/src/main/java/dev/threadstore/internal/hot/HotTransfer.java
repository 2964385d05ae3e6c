package dev.threadstore.internal.hot;

import static dev.threadstore.internal.hot.ThreadScripts.bytes;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.model.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves one thread into and out of Redis: gate, staging, install; begin and commit of a flush; drop
 * and rebase; seal, stub and their end. Each method is one script and so one round trip, except
 * {@link #stage} and {@link #readOn}. Thread-safe. Throws what {@link HotThread} throws.
 */
public final class HotTransfer {
  /** By how much gates and staging outlive the deadline of the call that needs them. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** As {@code ENTRIES_PER_BUCKET} in {@code lib/ids.lua}. */
  private static final int ENTRIES_PER_BUCKET = 32;

  private final ThreadScripts scripts;
  private final HotThread thread;

  HotTransfer(ThreadScripts scripts, HotThread thread) {
    this.scripts = scripts;
    this.thread = thread;
  }

  /** What was found where a thread was to be made hot. */
  public sealed interface Entry {
    /**
     * Nothing is hot.
     *
     * @param value the gate, which an install requires unchanged
     */
    record Gate(String value) implements Entry {}

    /**
     * It is hot.
     *
     * @param revision its revision
     * @param length the number of its messages
     * @param base the number of the snapshot that it builds on; 0: none
     */
    record Hot(Revision revision, long length, long base) implements Entry {}
  }

  /** What became of an install. */
  public sealed interface Install {
    /**
     * It is visible now.
     *
     * @param revision the thread's revision
     * @param length the number of its messages
     */
    record Done(Revision revision, long length) implements Install {}

    /** Somebody else has made the thread hot. */
    record AlreadyHot() implements Install {}

    /** Gate or staging is gone: start over. */
    record Lost() implements Install {}
  }

  /** What was found where a flush was to begin. */
  public sealed interface Begin {
    /**
     * It has begun.
     *
     * @param head the copy as it is to be archived
     * @param first its first messages
     */
    record Begun(Head head, List<MessageRecord> first) implements Begin {}

    /**
     * The current version is archived.
     *
     * @param revision the revision
     * @param length the number of messages
     * @param base the snapshot that holds it
     */
    record Clean(Revision revision, long length, long base) implements Begin {}

    /**
     * Somebody has changed it a short time ago.
     *
     * @param length the number of messages
     * @param base the snapshot that it builds on
     */
    record NotIdle(long length, long base) implements Begin {}
  }

  /** What became of a commit. */
  public enum Commit {
    /** The copy is clean now, and released if that was asked for. */
    ARCHIVED,
    /** The copy has changed since the flush began, and stays. */
    CHANGED,
    /** The flush is not known any more: begin again. */
    AGAIN
  }

  /**
   * Asks for the gate.
   *
   * @param candidate a random value for it, if there is none
   * @param deadline until when the gate is needed
   * @return the gate, or what is hot
   */
  public Entry gate(String candidate, Deadline deadline) {
    Reply reply = scripts.run(Script.GATE, deadline, bytes(candidate), bytes(lifetime(deadline)));
    return reply.status().equals("live")
        ? new Entry.Hot(reply.revision(1), reply.number(3), reply.number(4))
        : new Entry.Gate(reply.text(1));
  }

  /**
   * Puts messages into staging, in bounded steps.
   *
   * @param token names the staging; never used before
   * @param messages all messages, with distinct ids
   * @param deadline when to give up
   * @return whether all are staged; false if some were lost meanwhile: start over with a new token
   */
  public boolean stage(String token, List<MessageRecord> messages, Deadline deadline) {
    byte[] buckets = bytes(buckets(messages.size()));
    int staged = 0;
    while (staged < messages.size()) {
      List<byte[]> arguments = new ArrayList<>();
      arguments.add(bytes(lifetime(deadline)));
      arguments.add(bytes(staged));
      arguments.add(buckets);
      int size = 0;
      int next = staged;
      while (next < messages.size()
          && next - staged < HotThread.CHUNK_MESSAGES
          && size < HotThread.CHUNK_BYTES) {
        byte[] record = MessageFraming.frame(messages.get(next++));
        size += record.length;
        arguments.add(record);
      }
      Reply reply =
          scripts.runStaged(Script.STAGE, token, deadline, arguments.toArray(byte[][]::new));
      if (reply.status().equals("moved")) {
        return false;
      }
      staged = next;
    }
    return true;
  }

  /**
   * Makes what was staged the hot copy, in one visible step.
   *
   * @param token the staging's
   * @param staged how many messages were staged
   * @param installation condition and head
   * @param deadline when to give up
   * @return what became of it
   */
  public Install install(String token, int staged, Installation installation, Deadline deadline) {
    Reply reply =
        scripts.expecting(
            installation.expected(),
            scripts.runStaged(
                Script.INSTALL, token, deadline, installation.arguments(staged, buckets(staged))));
    return switch (reply.status()) {
      case "ok" -> new Install.Done(reply.revision(1), reply.number(3));
      case "live" -> new Install.AlreadyHot();
      default -> new Install.Lost();
    };
  }

  /**
   * Begins a flush.
   *
   * @param idle only if nobody has changed the thread for so long
   * @param deadline when to give up
   * @return what was found
   */
  public Begin beginFlush(Duration idle, Deadline deadline) {
    Reply reply =
        scripts.run(
            Script.BEGIN_FLUSH,
            deadline,
            bytes(idle.toMillis()),
            bytes(HotThread.CHUNK_MESSAGES),
            bytes(HotThread.CHUNK_BYTES));
    return switch (reply.status()) {
      case "clean" -> new Begin.Clean(reply.revision(1), reply.number(3), reply.number(4));
      case "notidle" -> new Begin.NotIdle(reply.number(1), reply.number(2));
      default -> new Begin.Begun(Head.of(reply.fields(1)), reply.messages(2));
    };
  }

  /**
   * Reads the rest of what a flush archives.
   *
   * @param begun what its begin has read
   * @param deadline when to give up
   * @return all messages, or empty if some have been cut since: begin again
   */
  public Optional<List<MessageRecord>> readOn(Begin.Begun begun, Deadline deadline) {
    Head head = begun.head();
    String guard = "p" + head.revision().stamp() + ":" + head.length();
    return thread.rest(guard, 0, begun.first(), head.length(), deadline);
  }

  /**
   * Ends a flush whose snapshot is durable, and releases the copy if it has not changed.
   *
   * @param number the snapshot's number
   * @param stamp the stamp in the snapshot
   * @param after {@code release} or {@code keep}
   * @param deadline when to give up
   * @return what became of it
   */
  public Commit commitFlush(long number, String stamp, String after, Deadline deadline) {
    try {
      Reply reply =
          scripts.run(Script.COMMIT_FLUSH, deadline, bytes(number), bytes(stamp), bytes(after));
      return switch (reply.status()) {
        case "archived" -> Commit.ARCHIVED;
        case "changed" -> Commit.CHANGED;
        default -> Commit.AGAIN;
      };
    } catch (NotLiveException.Absent e) {
      return Commit.ARCHIVED;
    }
  }

  /**
   * Removes a clean copy.
   *
   * @param revision the revision that it must be at
   * @param deadline when to give up
   * @return whether it is gone; false if it has changed
   */
  public boolean dropClean(Revision revision, Deadline deadline) {
    Reply reply = scripts.run(Script.DROP, deadline, bytes("s" + revision.stamp()), bytes("clean"));
    return reply.status().equals("ok");
  }

  /**
   * Removes a copy, also one with unarchived changes.
   *
   * @param revision the revision that it must be at
   * @param deadline when to give up
   */
  public void drop(Revision revision, Deadline deadline) {
    scripts.expecting(
        revision, scripts.run(Script.DROP, deadline, bytes("s" + revision.stamp()), bytes("any")));
  }

  /**
   * Removes a copy as long as no message of it was cut, also one with unarchived changes.
   *
   * @param epoch the epoch that it must be in
   * @param deadline when to give up
   * @return whether it is gone; false if it is in another epoch
   */
  public boolean dropInEpoch(String epoch, Deadline deadline) {
    Reply reply = scripts.run(Script.DROP, deadline, bytes("e" + epoch), bytes("any"));
    return reply.status().equals("ok");
  }

  /**
   * Removes what is left of a damaged copy.
   *
   * @param deadline when to give up
   * @return whether it is gone; false if a live copy stands there now
   */
  public boolean dropDamaged(Deadline deadline) {
    Reply reply = scripts.run(Script.DROP, deadline, bytes("d"), bytes("any"));
    return reply.status().equals("ok");
  }

  /**
   * Lets the copy build on another snapshot.
   *
   * @param revision the revision that it must be at
   * @param base the snapshot's number
   * @param baseStamp the stamp found there; empty if it cannot be read
   * @param deadline when to give up
   */
  public void rebase(Revision revision, long base, String baseStamp, Deadline deadline) {
    scripts.expecting(
        revision,
        scripts.run(
            Script.REBASE, deadline, bytes("s" + revision.stamp()), bytes(base), bytes(baseStamp)));
  }

  /**
   * Seals a thread for deletion.
   *
   * @param token the deletion's
   * @param condition {@code e} and an epoch, {@code g} and a gate, or {@code d} for a damaged copy
   * @param deadline when to give up
   * @return the phase that has begun, or empty if the thread is not the one that is meant
   */
  public Optional<Phase> seal(String token, String condition, Deadline deadline) {
    Reply reply = scripts.run(Script.SEAL, deadline, bytes(token), bytes(condition));
    return reply.status().equals("ok")
        ? Optional.of(Phase.deleting(token, reply.revision(1), reply.number(3)))
        : Optional.empty();
  }

  /**
   * Notes which number a deletion's tombstone is to have.
   *
   * @param phase the deletion, with the number noted so far
   * @param number the new number
   * @param deadline when to give up
   * @return whether it is noted; false if somebody else has noted another or finished the deletion
   */
  public boolean aim(Phase phase, long number, Deadline deadline) {
    Reply reply =
        scripts.run(Script.AIM, deadline, bytes(phase.text()), bytes(phase.aim()), bytes(number));
    return reply.status().equals("ok");
  }

  /**
   * The phase that a thread is in.
   *
   * @param deadline when to give up
   * @return the phase, or empty if the thread is live or not hot
   */
  public Optional<Phase> phase(Deadline deadline) {
    try {
      thread.head(deadline);
      return Optional.empty();
    } catch (NotLiveException.Busy e) {
      return Optional.of(e.phase());
    } catch (NotLiveException.Absent e) {
      return Optional.empty();
    }
  }

  /**
   * Puts a stub in the place of a thread that is being forked in the archive.
   *
   * @param token the fork's
   * @param gate the gate that must still stand
   * @param number the snapshot that is being written
   * @param deadline when to give up
   * @return the phase that has begun, or empty if the gate is lost or the thread is hot: look again
   */
  public Optional<Phase> beginFork(String token, String gate, long number, Deadline deadline) {
    Reply reply =
        scripts.run(Script.BEGIN_FORK, deadline, bytes(token), bytes(gate), bytes(number));
    return reply.status().equals("ok")
        ? Optional.of(Phase.forking(token, number))
        : Optional.empty();
  }

  /**
   * Ends a phase: removes what a deletion has sealed, or a fork's stub.
   *
   * @param phase the phase
   * @param deadline when to give up
   * @return whether it was still under way
   */
  public boolean finish(Phase phase, Deadline deadline) {
    return scripts.run(Script.FINISH, deadline, bytes(phase.text())).status().equals("ok");
  }

  private static int buckets(int messages) {
    return Math.max(1, (messages + ENTRIES_PER_BUCKET - 1) / ENTRIES_PER_BUCKET);
  }

  private static long lifetime(Deadline deadline) {
    return Duration.ofNanos(deadline.remainingNanos()).plus(GRACE).toMillis();
  }
}
