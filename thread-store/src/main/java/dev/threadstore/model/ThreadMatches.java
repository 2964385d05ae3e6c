package dev.threadstore.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A page of threads that were found.
 *
 * @param matches the threads
 * @param unreadable those of which nobody can tell whether they match, for their newest snapshot is
 *     damaged, or their hot copy
 * @param next the cursor of the next page; empty: this is the last
 */
public record ThreadMatches(
    List<Match> matches, List<ThreadRef> unreadable, Optional<String> next) {

  /** Copies the lists. */
  public ThreadMatches {
    matches = List.copyOf(matches);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * A thread that was found.
   *
   * @param info what is known of it
   * @param bytes what it takes in the cold store: its newest snapshot and its segments, compressed;
   *     without older snapshots. Empty for a hot thread
   */
  public record Match(ThreadInfo info, OptionalLong bytes) {}
}
