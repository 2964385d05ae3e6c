package dev.threadstore.model;

import java.util.List;
import java.util.Optional;

/**
 * A page of a look at the hot threads.
 *
 * @param copies what was found; a thread can be on two pages
 * @param next the cursor of the next page; empty: this is the last
 */
public record HotPage(List<HotCopy> copies, Optional<String> next) {

  /** Copies the list. */
  public HotPage {
    copies = List.copyOf(copies);
  }
}
