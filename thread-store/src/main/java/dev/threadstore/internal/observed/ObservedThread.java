package dev.threadstore.internal.observed;

import dev.threadstore.internal.base.Audience;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.DeleteResult;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.Operation.Kind;
import dev.threadstore.model.OperationObserver;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadContent;
import dev.threadstore.model.ThreadInfo;
import dev.threadstore.model.ThreadLabels;
import dev.threadstore.model.ThreadMessages;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadSnapshots;
import dev.threadstore.model.ThreadState;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.model.TruncateResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A thread whose operations somebody observes.
 *
 * @param <M> the application's type of a message
 */
public final class ObservedThread<M> implements TieredThreadManager<M> {
  private final TieredThreadManager<M> thread;
  private final Audience<OperationObserver> observers;
  private final Observing observing;

  /**
   * Puts observers before a thread.
   *
   * @param thread does the work
   * @param observers see it
   */
  public ObservedThread(TieredThreadManager<M> thread, Audience<OperationObserver> observers) {
    this.thread = thread;
    this.observers = observers;
    observing = Observing.thread(observers, thread.ref());
  }

  @Override
  public ThreadRef ref() {
    return thread.ref();
  }

  @Override
  public ChangeResult create(Map<String, String> labels) {
    return observing.observe(Kind.CREATE, () -> thread.create(labels));
  }

  @Override
  public boolean createIfAbsent() {
    return observing.observe(Kind.CREATE_IF_ABSENT, thread::createIfAbsent);
  }

  @Override
  public boolean exists() {
    return observing.observe(Kind.EXISTS, thread::exists);
  }

  @Override
  public ThreadInfo info() {
    return observing.observe(Kind.INFO, thread::info);
  }

  @Override
  public AppendResult append(List<? extends M> messages, Revision expected) {
    return observing.observe(Kind.APPEND, () -> thread.append(messages, expected));
  }

  @Override
  public ThreadContent<M> load() {
    return observing.observe(Kind.LOAD, thread::load);
  }

  @Override
  public ThreadMessages<M> messages() {
    return new ObservedMessages<>(thread.messages(), observing);
  }

  @Override
  public ThreadLabels labels() {
    return new ObservedLabels(thread.labels(), observing);
  }

  @Override
  public ThreadState state() {
    return new ObservedState(thread.state(), observing);
  }

  @Override
  public TruncateResult truncateFrom(String messageId, Revision expected) {
    return observing.observe(Kind.TRUNCATE, () -> thread.truncateFrom(messageId, expected));
  }

  @Override
  public ChangeResult replaceAll(List<? extends M> messages, Revision expected) {
    return observing.observe(Kind.REPLACE, () -> thread.replaceAll(messages, expected));
  }

  @Override
  public TieredThreadManager<M> fork(ThreadRef target, ForkPoint point, ForkState state) {
    return new ObservedThread<>(
        observing.observe(Kind.FORK, () -> thread.fork(target, point, state)), observers);
  }

  @Override
  public HydrateResult hydrate(Freshness freshness) {
    return observing.observe(Kind.HYDRATE, () -> thread.hydrate(freshness));
  }

  @Override
  public FlushResult flush(AfterFlush after) {
    return observing.observe(Kind.FLUSH, () -> thread.flush(after));
  }

  @Override
  public FlushResult flushIfIdle(Duration idle) {
    return observing.observe(Kind.FLUSH_IF_IDLE, () -> thread.flushIfIdle(idle));
  }

  @Override
  public boolean keepHot(Duration duration) {
    return observing.observe(Kind.KEEP_HOT, () -> thread.keepHot(duration));
  }

  @Override
  public ThreadSnapshots snapshots() {
    return new ObservedSnapshots(thread.snapshots(), observing);
  }

  @Override
  public Revision resolve(Resolution resolution, Revision expected) {
    return observing.observe(Kind.RESOLVE, () -> thread.resolve(resolution, expected));
  }

  @Override
  public DeleteResult delete() {
    return observing.observe(Kind.DELETE, thread::delete);
  }

  @Override
  public DeleteResult purge() {
    return observing.observe(Kind.PURGE, thread::purge);
  }

  @Override
  public String toString() {
    return thread.toString();
  }
}
