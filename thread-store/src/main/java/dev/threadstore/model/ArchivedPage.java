package dev.threadstore.model;

import java.util.List;
import java.util.Optional;

/**
 * A page of a look at what the cold store holds.
 *
 * @param threads the threads
 * @param next the cursor of the next page; empty: this is the last
 */
public record ArchivedPage(List<ArchivedThread> threads, Optional<String> next) {

  /** Copies the list. */
  public ArchivedPage {
    threads = List.copyOf(threads);
  }
}
