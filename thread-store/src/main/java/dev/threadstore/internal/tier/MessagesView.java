package dev.threadstore.internal.tier;

import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.hot.Chunk;
import dev.threadstore.internal.hot.Selection;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.MessagePage;
import dev.threadstore.model.ThreadMessages;
import dev.threadstore.model.ThreadRef;
import java.util.List;
import java.util.Optional;

/** {@link ThreadMessages} over the hot copy. */
final class MessagesView<M> implements ThreadMessages<M> {
  private final ThreadRef ref;
  private final Liveness liveness;
  private final Encoder<M> encoder;

  MessagesView(ThreadRef ref, Liveness liveness, Encoder<M> encoder) {
    this.ref = ref;
    this.liveness = liveness;
    this.encoder = encoder;
  }

  @Override
  public MessagePage<M> tail(int count) {
    requirePositive("count", count);
    return page(
        liveness.onLive(
            ref, "tail", (hot, deadline) -> hot.readToEnd(Selection.tail(count), deadline)));
  }

  @Override
  public MessagePage<M> from(long first, int limit) {
    requireNotNegative("first", first);
    return page(read(Selection.from(first), limit).orElseThrow());
  }

  @Override
  public MessagePage<M> before(long end, int limit) {
    requireNotNegative("end", end);
    return page(read(Selection.before(end), limit).orElseThrow());
  }

  @Override
  public Optional<MessagePage<M>> after(String messageId, int limit) {
    Encoder.requireMessageId(messageId);
    return read(Selection.after(messageId), limit).map(this::page);
  }

  @Override
  public Optional<M> find(String messageId) {
    Encoder.requireMessageId(messageId);
    return read(Selection.at(messageId), 1)
        .map(chunk -> encoder.decode(ref, chunk.messages().get(0)));
  }

  @Override
  public long count() {
    return liveness.onLive(ref, "count", (hot, deadline) -> hot.head(deadline).length());
  }

  private Optional<Chunk> read(Selection selection, int limit) {
    requirePositive("limit", limit);
    return liveness.onLive(ref, "read", (hot, deadline) -> hot.read(selection, limit, deadline));
  }

  private MessagePage<M> page(Chunk chunk) {
    List<MessageRecord> messages = chunk.messages();
    return new MessagePage<>(
        chunk.revision(), chunk.first(), encoder.decode(ref, messages), chunk.length());
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new InvalidInputException(name + " is not positive: value=`" + value + "`");
    }
  }

  private static void requireNotNegative(String name, long value) {
    if (value < 0) {
      throw new InvalidInputException(name + " is negative: value=`" + value + "`");
    }
  }
}
