package dev.threadstore.model;

import java.util.List;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param threads the threads
 * @param next the cursor of the next page; empty: this is the last
 */
public record ThreadPage(List<Entry> threads, Optional<String> next) {

  /** Copies the list. */
  public ThreadPage {
    threads = List.copyOf(threads);
  }

  /**
   * A thread that was found.
   *
   * @param ref the thread
   * @param tier where it was found
   */
  public record Entry(ThreadRef ref, Tier tier) {}
}
