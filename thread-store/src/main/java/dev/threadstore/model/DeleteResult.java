package dev.threadstore.model;

/**
 * What a delete or purge did.
 *
 * @param existed whether there was a thread to delete; of several calls that delete it at the same
 *     time, each may say so
 * @param tombstone the number under which the archive remembers the deletion; 0: there is none,
 *     because there is no cold store, there never was such a thread, or it was purged
 * @param removed how many objects were removed from the cold store
 * @param remaining how many objects are still there: the tombstone, and those younger than 24
 *     hours, which a later delete or purge removes
 */
public record DeleteResult(boolean existed, long tombstone, int removed, int remaining) {}
