package dev.threadstore.it.matrix;

import static dev.threadstore.it.matrix.Operation.APPEND;
import static dev.threadstore.it.matrix.Operation.CREATE;
import static dev.threadstore.it.matrix.Operation.DELETE;
import static dev.threadstore.it.matrix.Operation.FLUSH;
import static dev.threadstore.it.matrix.Operation.FORK;
import static dev.threadstore.it.matrix.Operation.FORK_AWAY;
import static dev.threadstore.it.matrix.Operation.FORK_BEGINNING;
import static dev.threadstore.it.matrix.Operation.HYDRATE;
import static dev.threadstore.it.matrix.Operation.KEEP_COLD;
import static dev.threadstore.it.matrix.Operation.KEEP_HOT;
import static dev.threadstore.it.matrix.Operation.PURGE;
import static dev.threadstore.it.matrix.Operation.REPLACE;
import static dev.threadstore.it.matrix.Operation.RESTORE;
import static dev.threadstore.it.matrix.Operation.SAVE_STATE;
import static dev.threadstore.it.matrix.Operation.TRUNCATE;
import static dev.threadstore.it.matrix.Start.ABSENT;
import static dev.threadstore.it.matrix.Start.ANEW;
import static dev.threadstore.it.matrix.Start.ARCHIVED;
import static dev.threadstore.it.matrix.Start.BEHIND;
import static dev.threadstore.it.matrix.Start.CLEAN;
import static dev.threadstore.it.matrix.Start.CONFLICT;
import static dev.threadstore.it.matrix.Start.DAMAGED;
import static dev.threadstore.it.matrix.Start.DELETED;
import static dev.threadstore.it.matrix.Start.DIRTY;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An operation on a thread that is found in some way: a row of the matrix.
 *
 * @param operation the operation under test
 * @param start how the thread is found
 */
record Scenario(Operation operation, Start start) {

  static final List<Scenario> ALL =
      List.of(
          new Scenario(CREATE, ABSENT),
          new Scenario(CREATE, DELETED),
          new Scenario(APPEND, DIRTY),
          new Scenario(APPEND, ARCHIVED),
          new Scenario(TRUNCATE, DIRTY),
          new Scenario(REPLACE, DIRTY),
          new Scenario(SAVE_STATE, DIRTY),
          new Scenario(FLUSH, DIRTY),
          new Scenario(FLUSH, CLEAN),
          new Scenario(FLUSH, BEHIND),
          new Scenario(FLUSH, DAMAGED),
          new Scenario(FLUSH, ANEW),
          new Scenario(HYDRATE, ARCHIVED),
          new Scenario(HYDRATE, BEHIND),
          new Scenario(FORK, DIRTY),
          new Scenario(FORK, ARCHIVED),
          new Scenario(FORK_BEGINNING, DIRTY),
          new Scenario(DELETE, DIRTY),
          new Scenario(DELETE, ARCHIVED),
          new Scenario(DELETE, ANEW),
          new Scenario(PURGE, DIRTY),
          new Scenario(RESTORE, DIRTY),
          new Scenario(RESTORE, ARCHIVED),
          new Scenario(RESTORE, DAMAGED),
          new Scenario(KEEP_HOT, CONFLICT),
          new Scenario(KEEP_HOT, DAMAGED),
          new Scenario(KEEP_COLD, CONFLICT),
          new Scenario(FORK_AWAY, CONFLICT));

  private static final Set<Operation> FLUSHES = EnumSet.of(FLUSH, KEEP_HOT);
  private static final Set<Operation> DELETIONS = EnumSet.of(DELETE, PURGE);
  private static final Set<Start> FULL = EnumSet.of(DIRTY, CLEAN, ARCHIVED);

  /** Whether it must also work while Redis is full: what empties it. */
  boolean worksOnAFullRedis() {
    return (operation == FLUSH || operation == DELETE) && FULL.contains(start);
  }

  /** Those that make another call. */
  List<Rival> rivals() {
    return Arrays.stream(Operation.values())
        // To others a fork is a fork, whatever it takes.
        .filter(rival -> rival != operation && rival != FORK_BEGINNING)
        // A purge gives up that what is deleted stays deleted, for a flush that is under way.
        .filter(rival -> rival != PURGE || !FLUSHES.contains(operation))
        .map(Rival::calling)
        .toList();
  }

  /** Those that leave a new thread under the same id. */
  List<Rival> successors() {
    return Stream.of(DELETE, PURGE)
        // A purge frees the numbers that these have chosen.
        .filter(
            removal ->
                removal != PURGE || !(FLUSHES.contains(operation) || DELETIONS.contains(operation)))
        .map(Rival::startingAnewAfter)
        .toList();
  }

  @Override
  public String toString() {
    return operation.words() + " (" + start + ")";
  }
}
