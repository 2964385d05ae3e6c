package dev.threadstore.internal.hot;

import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.model.Revision;
import java.util.List;

/**
 * Messages read in one step, and the copy as it was then.
 *
 * @param revision version and stamp
 * @param epoch while it stays the same, no message that was there is cut
 * @param length the number of messages of the whole thread
 * @param first the position of the first message
 * @param messages the messages in order
 */
public record Chunk(
    Revision revision, String epoch, long length, long first, List<MessageRecord> messages) {}
