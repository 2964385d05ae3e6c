package dev.threadstore.internal.hot;

import static dev.threadstore.internal.hot.ThreadScripts.bytes;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.model.Revision;
import dev.threadstore.model.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings one thread into Redis and takes it out: gate, staging, install, drop, rebase. Each method
 * that takes a deadline is one script and so one round trip. Thread-safe. Throws what {@link
 * HotThread} throws.
 */
public final class HotTransfer {
  /** By how much gates and staging outlive the deadline of the call that needs them. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final ThreadScripts scripts;
  private final Optional<ActivityIndex> index;

  HotTransfer(ThreadScripts scripts, Optional<ActivityIndex> index) {
    this.scripts = scripts;
    this.index = index;
  }

  /** What was found where a thread was to be made hot. */
  public sealed interface Entry {
    /** Nothing is hot. */
    final class Gate implements Entry {
      private final String value;
      private final Runnable known;

      Gate(String value, Runnable known) {
        this.value = value;
        this.known = known;
      }

      /**
       * Waits until the activity index knows the thread, so that whatever is put into Redis from
       * here on is found when it is idle, also if this process does not live to see it.
       *
       * @return the gate, which an install requires unchanged
       * @throws StoreUnavailableException if the index cannot be written
       */
      public String pass() {
        known.run();
        return value;
      }
    }

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

  /**
   * Asks for the gate. If it is given, the activity index is told at the same time as the caller
   * looks at the archive.
   *
   * @param candidate a random value for it, if there is none
   * @param deadline until when the gate is needed
   * @return the gate, or what is hot
   */
  public Entry gate(String candidate, Deadline deadline) {
    Reply reply = scripts.run(Script.GATE, deadline, bytes(candidate), bytes(lifetime(deadline)));
    if (reply.status().equals("live")) {
      return new Entry.Hot(reply.revision(1), reply.number(3), reply.number(4));
    }
    Runnable known = index.map(i -> i.touch(scripts.ref(), deadline)).orElse(() -> {});
    return new Entry.Gate(reply.text(1), known);
  }

  /**
   * Prepares to put messages into Redis.
   *
   * @param token names the staging; never used before
   * @param length how many messages there will be
   * @return takes the messages
   */
  public Staging staging(String token, long length) {
    return new Staging(scripts, token, length);
  }

  /**
   * Makes what was staged the hot copy, in one visible step.
   *
   * @param staging the messages, all of them
   * @param installation condition and head
   * @param deadline when to give up
   * @return what became of it
   */
  public Install install(Staging staging, Installation installation, Deadline deadline) {
    String token = staging.token();
    byte[][] arguments = installation.arguments(staging.staged(), staging.buckets());
    Reply reply =
        scripts.expecting(
            installation.expected(),
            installation
                .change()
                .map(
                    change ->
                        scripts.changeStaged(Script.INSTALL, change, token, deadline, arguments))
                .orElseGet(() -> scripts.runStaged(Script.INSTALL, token, deadline, arguments)));
    return switch (reply.status()) {
      case "ok" -> new Install.Done(reply.revision(1), reply.number(3));
      case "live" -> new Install.AlreadyHot();
      default -> new Install.Lost();
    };
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
   * @param change the same on every retry
   * @param deadline when to give up
   * @return whether it is gone; false if it is in another epoch
   */
  public boolean dropInEpoch(String epoch, Change change, Deadline deadline) {
    Reply reply = scripts.change(Script.DROP, change, deadline, bytes("e" + epoch), bytes("any"));
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
   * @param head the copy: the revision that it must be at, and the snapshot that it builds on
   * @param base the other snapshot's number
   * @param baseStamp the stamp found there; empty if it cannot be read
   * @param deadline when to give up
   * @return whether it does; false if it builds on another snapshot than {@code head} says
   */
  public boolean rebase(Head head, long base, String baseStamp, Deadline deadline) {
    Reply reply =
        scripts.run(
            Script.REBASE,
            deadline,
            bytes("s" + head.revision().stamp()),
            bytes(head.base()),
            bytes(base),
            bytes(baseStamp));
    return scripts.expecting(head.revision(), reply).status().equals("ok");
  }

  /** How long gates and staging last, in milliseconds. */
  static long lifetime(Deadline deadline) {
    return Duration.ofNanos(deadline.remainingNanos()).plus(GRACE).toMillis();
  }
}
