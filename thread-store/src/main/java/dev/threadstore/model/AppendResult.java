package dev.threadstore.model;

import java.util.List;

/**
 * What an append found and did. Every message of the batch is in exactly one of the three lists, by
 * its id and in the batch's order.
 *
 * @param revision the thread's revision afterwards
 * @param length the number of messages afterwards
 * @param added messages that this append added, contiguous at the end of the thread
 * @param known messages that were in the thread already with the same bytes; also those that this
 *     very call added in an attempt whose answer was lost
 * @param conflicting messages whose id was in the thread already with other bytes; the thread keeps
 *     what it had
 */
public record AppendResult(
    Revision revision,
    long length,
    List<String> added,
    List<String> known,
    List<String> conflicting) {

  /** Copies the lists. */
  public AppendResult {
    added = List.copyOf(added);
    known = List.copyOf(known);
    conflicting = List.copyOf(conflicting);
  }
}
