package dev.threadstore.model;

import java.util.List;

/**
 * The archived snapshots of one thread. Thread-safe. All methods throw {@link
 * UnsupportedOperationException} without a cold store.
 */
public interface ThreadSnapshots {

  /**
   * Describes the newest snapshots: the run of consecutive numbers from the newest down, to the
   * latest deletion at most. Reads every object that it describes, and lists segments; a damaged
   * one, or one that misses a segment, is described as such. {@link #verify} reads segments too.
   *
   * @param limit at most so many, at least 1
   * @return the snapshots, newest first; empty if the thread was never archived
   * @throws StoreUnavailableException if the cold store fails
   */
  List<SnapshotInfo> history(int limit);

  /**
   * Makes the content of an older snapshot the thread's current one, in Redis, with unarchived
   * changes: the next flush archives it as a new snapshot, and nothing of the history is removed.
   * Also the way back from a damaged newest snapshot or hot copy.
   *
   * @param number the snapshot's number
   * @param expected the revision that the hot copy must be at; {@link Revision#ANY} replaces
   *     whatever is there, or nothing, and if 16 other changes come between a lost answer and its
   *     retry, twice
   * @return what the thread is like afterwards
   * @throws RevisionConflictException if the hot copy is at another revision, or there is none
   * @throws UnreadableSnapshotException if that snapshot is damaged
   * @throws InvalidInputException if the history has no readable snapshot of that number
   */
  ChangeResult restore(long number, Revision expected);

  /**
   * Removes objects that the thread no longer needs: old snapshots and tombstones, segments to
   * which no snapshot refers, pins of forks that are gone. Works on deleted threads too. Never
   * removes the newest snapshot or tombstone, any that is younger than 24 hours by the store's own
   * clock, or a segment as long as a snapshot, a fork or a flush under way may need it; what a
   * failed attempt has left goes at once if it is certain that nobody will refer to it, else a week
   * later. Other operations on the thread can go on meanwhile.
   *
   * @param keep how many intact snapshots stay, at least 1
   * @return what was removed
   * @throws InvalidInputException if {@code keep} is not positive
   * @throws StoreUnavailableException if the cold store fails: some objects may be gone; a
   *     repetition goes on
   */
  CollectResult collect(int keep);

  /**
   * Finds out what {@link #collect} would remove, and removes nothing.
   *
   * @param keep how many intact snapshots stay, at least 1
   * @return what would be removed
   * @throws InvalidInputException if {@code keep} is not positive
   * @throws StoreUnavailableException if the cold store fails
   */
  CollectResult collectable(int keep);

  /**
   * Reads and checks every object on which the thread relies in the cold store: all snapshots and
   * tombstones, the segments to which they refer, also those of other threads and the pins that
   * keep those in place, segments to which nothing refers, and the pins of forks. Works on deleted
   * threads too. Damage is a result, not an exception. Other operations on the thread can go on
   * meanwhile.
   *
   * @return what was found; of no objects if the thread was never archived
   * @throws StoreUnavailableException if the cold store fails
   */
  VerifyResult verify();
}
