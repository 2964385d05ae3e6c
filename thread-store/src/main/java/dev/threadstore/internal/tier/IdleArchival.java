package dev.threadstore.internal.tier;

import dev.threadstore.internal.base.Audience;
import dev.threadstore.internal.hot.IndexShard;
import dev.threadstore.model.ArchiveBacklog;
import dev.threadstore.model.ArchiveListener;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.FailingThread;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.IdleThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** An archiver's passes, one at a time, and its end. Thread-safe. */
public final class IdleArchival implements AutoCloseable {
  private final Tiers tiers;
  private final IdleArchiverSettings settings;
  private final Optional<Set<String>> namespaces;
  private final Audience<ArchiveListener> listeners;
  private final Closing closing = new Closing();
  private final IdleWork work;
  private final IndexScan scan;
  private final MemoryPressure pressure;
  private final Optional<Pace> pace;
  private final ExecutorService workers;
  private final ReentrantLock passing = new ReentrantLock();

  /**
   * Prepares the passes.
   *
   * @param tiers both tiers
   * @param settings the settings
   * @param namespaces the only ones to look at; empty: all that there are
   * @param listeners hear what is done
   * @throws UnsupportedOperationException without a cold store
   */
  public IdleArchival(
      Tiers tiers,
      IdleArchiverSettings settings,
      Optional<Set<String>> namespaces,
      Audience<ArchiveListener> listeners) {
    this.tiers = tiers;
    this.settings = settings;
    this.namespaces = namespaces;
    this.listeners = listeners;
    work = new IdleWork(tiers, new Protocols(tiers).flush, settings.longestBackoff(), closing);
    scan = new IndexScan(tiers, settings.scanInterval(), closing);
    pressure = new MemoryPressure(tiers, settings);
    pace =
        settings.threadsPerSecond().isPresent()
            ? Optional.of(new Pace(settings.threadsPerSecond().getAsInt(), System::nanoTime))
            : Optional.empty();
    workers = workers(settings.concurrency());
  }

  private static ExecutorService workers(int count) {
    AtomicLong number = new AtomicLong();
    return new ThreadPoolExecutor(
        count,
        count,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        task -> {
          Thread thread = new Thread(task, "threadstore-archiver-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        },
        // Claimed while this was closed: gives itself back.
        (task, pool) -> task.run());
  }

  /**
   * Archives what is idle.
   *
   * @return what was done
   */
  public ArchiveReport runOnce() {
    passing.lock();
    try {
      long found = scan.run();
      return new ArchivalPass(tiers, work, pressure, pace, settings, listeners, closing, workers)
          .run(namespaces(), found);
    } finally {
      passing.unlock();
    }
  }

  /**
   * Says what a pass would do now.
   *
   * @param each gets what would be done with each thread
   * @return as a pass' report; bytes and threads in no index are not known
   */
  public ArchiveReport preview(Consumer<IdleThread> each) {
    return new ArchivalPreview(tiers, pressure, each).run(namespaces());
  }

  private Collection<String> namespaces() {
    return namespaces.isPresent()
        ? namespaces.get()
        : tiers.requireIndex().namespaces(tiers.callDeadline());
  }

  /**
   * The threads that could not be archived.
   *
   * @return those that fail for longest first
   */
  public List<FailingThread> failing() {
    List<FailingThread> failing = new ArrayList<>();
    for (String namespace : namespaces()) {
      for (IndexShard shard : IndexShard.all(namespace)) {
        failing.addAll(tiers.requireIndex().failing(shard, tiers.callDeadline()));
      }
    }
    failing.sort(Comparator.comparing(FailingThread::since));
    return failing;
  }

  /**
   * What waits for an archiver with these settings.
   *
   * @return all of it
   */
  public ArchiveBacklog backlog() {
    ArchiveBacklog backlog = ArchiveBacklog.NONE;
    for (String namespace : namespaces()) {
      for (IndexShard shard : IndexShard.all(namespace)) {
        Duration idle = settings.idle(namespace);
        backlog = backlog.plus(tiers.requireIndex().backlog(shard, idle, tiers.callDeadline()));
      }
    }
    return backlog;
  }

  /**
   * Waits, but not longer than until this is being closed.
   *
   * @param duration how long
   * @return whether it is being closed
   */
  public boolean awaitClosing(Duration duration) {
    return closing.await(duration);
  }

  /**
   * Takes no more threads. Those at hand are finished within the patience of the settings; what is
   * not, is given back.
   */
  @Override
  public void close() {
    closing.begin();
    workers.shutdown();
    if (!ended(settings.closePatience())) {
      // Those that nobody has begun give themselves back.
      workers.shutdownNow().forEach(Runnable::run);
      ended(tiers.settings().callTimeout());
    }
    awaitPass(tiers.settings().callTimeout());
  }

  /** What was claimed at the last moment is given back by the pass itself. */
  private void awaitPass(Duration patience) {
    try {
      if (passing.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        passing.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean ended(Duration patience) {
    try {
      return workers.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
