package dev.threadstore.internal.observed;

import dev.threadstore.internal.base.Audience;
import dev.threadstore.model.ArchivedPage;
import dev.threadstore.model.HotPage;
import dev.threadstore.model.IdleFlushReport;
import dev.threadstore.model.Operation.Kind;
import dev.threadstore.model.OperationObserver;
import dev.threadstore.model.ThreadMatches;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadPage;
import dev.threadstore.model.ThreadQuery;
import dev.threadstore.model.TieredThreadManager;
import java.time.Duration;

/**
 * A namespace whose operations somebody observes.
 *
 * @param <M> the application's type of a message
 */
public final class ObservedNamespace<M> implements ThreadNamespace<M> {
  private final ThreadNamespace<M> namespace;
  private final Audience<OperationObserver> observers;
  private final Observing observing;

  /**
   * Puts observers before a namespace.
   *
   * @param namespace does the work
   * @param observers see it
   */
  public ObservedNamespace(ThreadNamespace<M> namespace, Audience<OperationObserver> observers) {
    this.namespace = namespace;
    this.observers = observers;
    observing = Observing.namespace(observers, namespace.name());
  }

  @Override
  public String name() {
    return namespace.name();
  }

  @Override
  public TieredThreadManager<M> thread(String id) {
    return new ObservedThread<>(namespace.thread(id), observers);
  }

  @Override
  public ThreadPage list(String cursor, int limit) {
    return observing.observe(Kind.LIST, () -> namespace.list(cursor, limit));
  }

  @Override
  public ThreadMatches find(ThreadQuery query, String cursor, int limit) {
    return observing.observe(Kind.LIST, () -> namespace.find(query, cursor, limit));
  }

  @Override
  public HotPage hot(String cursor, int limit) {
    return observing.observe(Kind.LIST, () -> namespace.hot(cursor, limit));
  }

  @Override
  public ArchivedPage archived(String cursor, int limit) {
    return observing.observe(Kind.LIST, () -> namespace.archived(cursor, limit));
  }

  @Override
  public ThreadPage stored(String cursor, int limit) {
    return observing.observe(Kind.LIST, () -> namespace.stored(cursor, limit));
  }

  @Override
  public IdleFlushReport flushIdle(Duration olderThan, String cursor, int limit) {
    return observing.observe(Kind.FLUSH_IDLE, () -> namespace.flushIdle(olderThan, cursor, limit));
  }
}
