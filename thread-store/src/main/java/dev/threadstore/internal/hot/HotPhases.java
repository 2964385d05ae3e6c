package dev.threadstore.internal.hot;

import static dev.threadstore.internal.hot.ThreadScripts.bytes;

import dev.threadstore.internal.base.Deadline;
import java.util.Optional;

/**
 * Deletions and forks that hold a thread's place in Redis while the archive is being written: their
 * beginning, their notes and their end. Each method is one script and so one round trip.
 * Thread-safe. Throws what {@link HotThread} throws.
 */
public final class HotPhases {
  private final ThreadScripts scripts;
  private final HotThread thread;

  HotPhases(ThreadScripts scripts, HotThread thread) {
    this.scripts = scripts;
    this.thread = thread;
  }

  /**
   * Seals a thread for deletion.
   *
   * @param token the deletion's
   * @param condition {@code e} and an epoch, {@code g} and a gate, or {@code d} for a damaged copy
   * @param aim the number for the tombstone, unless a live copy knows it; 0: there will be none
   * @param deadline when to give up
   * @return the phase that has begun, or empty if the thread is not the one that is meant
   */
  public Optional<Phase> seal(String token, String condition, long aim, Deadline deadline) {
    Reply reply = scripts.run(Script.SEAL, deadline, bytes(token), bytes(condition), bytes(aim));
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
  public Optional<Phase> current(Deadline deadline) {
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
}
