package dev.threadstore.internal.base;

/**
 * A reference to messages that stand in a segment, an object of their own in the archive. It uses a
 * segment from its first message on, and need not use all of it.
 *
 * @param key the segment's key in the cold store
 * @param first position in the thread of the segment's first message
 * @param last position of the last message that is used
 * @param sha256 of the segment's object, in lower-case hex
 */
public record SegmentRef(String key, long first, long last, String sha256) {}
