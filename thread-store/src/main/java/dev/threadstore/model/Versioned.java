package dev.threadstore.model;

/**
 * A value and the revision of the thread at which it was read.
 *
 * @param value the value
 * @param revision the revision
 * @param <T> the value's type
 */
public record Versioned<T>(T value, Revision revision) {}
