package dev.threadstore.internal.observed;

import dev.threadstore.model.MessagePage;
import dev.threadstore.model.Operation.Kind;
import dev.threadstore.model.ThreadMessages;
import java.util.Optional;

/** A thread's messages, which somebody observes being read. */
final class ObservedMessages<M> implements ThreadMessages<M> {
  private final ThreadMessages<M> messages;
  private final Observing observing;

  ObservedMessages(ThreadMessages<M> messages, Observing observing) {
    this.messages = messages;
    this.observing = observing;
  }

  @Override
  public MessagePage<M> tail(int count) {
    return observing.observe(Kind.READ, () -> messages.tail(count));
  }

  @Override
  public MessagePage<M> from(long first, int limit) {
    return observing.observe(Kind.READ, () -> messages.from(first, limit));
  }

  @Override
  public MessagePage<M> before(long end, int limit) {
    return observing.observe(Kind.READ, () -> messages.before(end, limit));
  }

  @Override
  public Optional<MessagePage<M>> after(String messageId, int limit) {
    return observing.observe(Kind.READ, () -> messages.after(messageId, limit));
  }

  @Override
  public Optional<M> find(String messageId) {
    return observing.observe(Kind.FIND, () -> messages.find(messageId));
  }

  @Override
  public long count() {
    return observing.observe(Kind.COUNT, messages::count);
  }
}
