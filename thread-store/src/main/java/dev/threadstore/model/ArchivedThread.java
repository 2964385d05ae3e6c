package dev.threadstore.model;

import java.time.Duration;

/**
 * How much the cold store holds of a thread, as a listing tells; nothing was read.
 *
 * @param ref the thread, which may be deleted: a tombstone is an object, too
 * @param objects how many objects there are: snapshots, segments, pins
 * @param bytes their size
 * @param age how long ago the youngest of them was written, by the store's clock
 */
public record ArchivedThread(ThreadRef ref, long objects, long bytes, Duration age) {}
