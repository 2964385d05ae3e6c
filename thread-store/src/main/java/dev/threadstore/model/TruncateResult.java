package dev.threadstore.model;

/**
 * What a truncation did.
 *
 * @param revision the thread's revision afterwards
 * @param length the number of messages afterwards
 * @param removed how many messages it removed; 0 if the id was not in the thread, which then is
 *     unchanged
 */
public record TruncateResult(Revision revision, long length, long removed) {}
