package dev.threadstore.model;

/**
 * Where a thread was forked from.
 *
 * @param source the thread
 * @param revision the source's revision at that time
 * @param length how many of its messages were taken
 */
public record Lineage(ThreadRef source, Revision revision, long length) {}
