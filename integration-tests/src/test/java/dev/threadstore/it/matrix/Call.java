package dev.threadstore.it.matrix;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;

/**
 * One call of an operation.
 *
 * @param who names the caller
 * @param operation what it calls
 * @param role whose arguments it gives
 */
record Call(String who, Operation operation, Role role) {

  /** The one under test expects the revision that it knows; a rival takes any. */
  enum Role {
    TESTED,
    RIVAL
  }

  boolean expectsARevision(World world) {
    return role == Role.TESTED && world.thread() != null;
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
