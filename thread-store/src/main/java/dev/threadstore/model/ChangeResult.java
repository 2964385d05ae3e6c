package dev.threadstore.model;

/**
 * What a change left behind.
 *
 * @param revision the thread's revision afterwards
 * @param length the number of messages afterwards
 */
public record ChangeResult(Revision revision, long length) {}
