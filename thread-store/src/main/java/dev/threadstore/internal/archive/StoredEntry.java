package dev.threadstore.internal.archive;

/**
 * An entry and the size of its object.
 *
 * @param entry the entry
 * @param bytes the size of the object in the cold store
 */
public record StoredEntry(ArchiveEntry entry, long bytes) {}
