package dev.threadstore.internal.hot;

import static dev.threadstore.internal.hot.ThreadScripts.bytes;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.Revision;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Redis' part in a flush of one thread: it notes that the flush has begun, hands out what is to be
 * archived, and ends the flush. Each method is one script and so one round trip, except {@link
 * #read}. Thread-safe. Throws what {@link HotThread} throws.
 */
public final class HotFlush {
  private final ThreadScripts scripts;
  private final HotThread thread;

  HotFlush(ThreadScripts scripts, HotThread thread) {
    this.scripts = scripts;
    this.thread = thread;
  }

  /** What was found where a flush was to begin. */
  public sealed interface Begin {
    /**
     * It has begun.
     *
     * @param head the copy as it is to be archived
     * @param first the first messages that stand in no segment
     */
    record Begun(Head head, List<MessageRecord> first) implements Begin {}

    /**
     * The current version is archived.
     *
     * @param revision the revision
     * @param length the number of messages
     * @param base the snapshot that holds it
     * @param segments the segments to which that refers
     */
    record Clean(Revision revision, long length, long base, Segments segments) implements Begin {}

    /**
     * Somebody has used it a short time ago.
     *
     * @param length the number of messages
     * @param base the snapshot that it builds on
     * @param idle how long ago
     */
    record NotIdle(long length, long base, Duration idle) implements Begin {}
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
   * Begins a flush.
   *
   * @param idle only if nobody has used the thread for so long
   * @param deadline when to give up
   * @return what was found
   */
  public Begin begin(Duration idle, Deadline deadline) {
    Reply reply =
        scripts.run(
            Script.BEGIN_FLUSH,
            deadline,
            bytes(idle.toMillis()),
            bytes(HotThread.CHUNK_MESSAGES),
            bytes(HotThread.CHUNK_BYTES));
    return switch (reply.status()) {
      case "clean" ->
          new Begin.Clean(reply.revision(1), reply.number(3), reply.number(4), reply.segments(5));
      case "notidle" ->
          new Begin.NotIdle(reply.number(1), reply.number(2), Duration.ofMillis(reply.number(3)));
      default -> new Begin.Begun(reply.head(1), reply.messages(2));
    };
  }

  /**
   * Reads what a flush archives.
   *
   * @param begun what its begin has read
   * @param from the position of the first message
   * @param messages takes the messages, some at a time
   * @param deadline when to give up
   * @return whether it took all of them; false if some have been cut since: begin again
   */
  public boolean read(
      Begin.Begun begun, long from, Consumer<List<MessageRecord>> messages, Deadline deadline) {
    Head head = begun.head();
    String guard = "p" + head.revision().stamp() + ":" + head.length();
    long position = from;
    if (from == head.segments().cover()) {
      messages.accept(begun.first());
      position += begun.first().size();
    }
    return thread.each(
        guard,
        position,
        head.length(),
        chunk -> {
          messages.accept(chunk.messages());
          return true;
        },
        deadline);
  }

  /**
   * Ends a flush whose snapshot is durable, and releases the copy if it has not changed.
   *
   * @param number the snapshot's number
   * @param stamp the stamp in the snapshot
   * @param segments the segments to which it refers
   * @param after whether to release it
   * @param deadline when to give up
   * @return what became of it
   */
  public Commit commit(
      long number, String stamp, Segments segments, AfterFlush after, Deadline deadline) {
    Reply reply =
        scripts.run(
            Script.COMMIT_FLUSH,
            deadline,
            bytes(number),
            bytes(stamp),
            bytes(after == AfterFlush.RELEASE ? "release" : "keep"),
            bytes(segments.text()),
            bytes(segments.cover()));
    return switch (reply.status()) {
      case "archived" -> Commit.ARCHIVED;
      case "changed" -> Commit.CHANGED;
      default -> Commit.AGAIN;
    };
  }
}
