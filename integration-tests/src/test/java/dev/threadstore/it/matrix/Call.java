package dev.threadstore.it.matrix;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import java.util.Locale;

/**
 * One call of an operation.
 *
 * @param operation what is called
 * @param role who calls it
 */
record Call(Operation operation, Role role) {

  /** A rival has arguments of its own, and takes any revision; the others expect the known one. */
  enum Role {
    /** Something happens on its way. */
    TESTED,
    /** The same call as the client sent it first, before it sent it again for want of an answer. */
    SENT_FIRST,
    /** Begins and ends while the tested one is between two steps. */
    RIVAL,
    /** Makes the tested call again when that has ended. */
    AGAIN
  }

  /** Names its caller. */
  String who() {
    return role.name().toLowerCase(Locale.ROOT);
  }

  boolean isOfARival() {
    return role == Role.RIVAL;
  }

  /**
   * Where a call takes place.
   *
   * @param store the store that it is made through
   * @param thread the thread under test
   * @param target where forks go
   * @param known the revision of the thread before any call, or ANY if there was no thread
   */
  record Place(ThreadStore<Note> store, ThreadRef thread, ThreadRef target, Revision known) {

    TieredThreadManager<Note> open() {
      return store.thread(thread);
    }
  }
}
