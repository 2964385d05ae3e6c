package dev.threadstore.model;

import java.time.Instant;
import java.util.Optional;

/**
 * One archived snapshot.
 *
 * @param number its number
 * @param kind what it is
 * @param revision the revision that it holds (of a tombstone: the one that was deleted); empty if
 *     it is damaged, or if nothing hot was there when it was deleted
 * @param length the number of messages; 0 for a tombstone or a damaged one
 * @param bytes the size of the object
 * @param archived when it was written, by the writer's clock; empty if it is damaged
 * @param problem what is wrong with it, if it is damaged or misses a segment of the thread's own
 */
public record SnapshotInfo(
    long number,
    Kind kind,
    Optional<Revision> revision,
    long length,
    long bytes,
    Optional<Instant> archived,
    Optional<String> problem) {

  /**
   * The same, with something wrong.
   *
   * @param problem what is wrong
   * @return the same with that
   */
  public SnapshotInfo withProblem(String problem) {
    return new SnapshotInfo(number, kind, revision, length, bytes, archived, Optional.of(problem));
  }

  /** What an object in the history is. */
  public enum Kind {
    /** A version of the thread. */
    SNAPSHOT,
    /** Says that the thread was deleted. */
    TOMBSTONE,
    /** Cannot be read. */
    DAMAGED
  }
}
