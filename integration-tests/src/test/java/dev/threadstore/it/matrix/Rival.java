package dev.threadstore.it.matrix;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * What somebody else does while the operation under test is between two steps.
 *
 * @param operations what is called, one after the other
 */
record Rival(List<Operation> operations) {

  /** One that makes one call. */
  static Rival calling(Operation operation) {
    return new Rival(List.of(operation));
  }

  /** One that removes the thread, and leaves another one under its id, in the archive. */
  static Rival startingAnewAfter(Operation removal) {
    return new Rival(List.of(removal, Operation.CREATE, Operation.APPEND, Operation.FLUSH));
  }

  /** Whether it drops a copy, and with it the memory of the last changes. */
  boolean drops() {
    return operations.stream().anyMatch(Operation::drops);
  }

  boolean purges() {
    return operations.contains(Operation.PURGE);
  }

  String words() {
    return operations.stream().map(Operation::words).collect(joining(", "));
  }
}
