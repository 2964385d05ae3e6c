package dev.threadstore.internal.tier;

import dev.threadstore.internal.base.Audience;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.ActivityIndex;
import dev.threadstore.internal.hot.ActivityIndex.Claim;
import dev.threadstore.internal.hot.ActivityIndex.Claims;
import dev.threadstore.internal.hot.IndexShard;
import dev.threadstore.model.ArchiveListener;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.ArchiveReport.End;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.IdleThread;
import dev.threadstore.model.IdleThread.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * One pass over all shards: claims what is idle, a few threads of each shard in turn, so that those
 * idle for longest come first everywhere, and hands it to the workers. Never has more in hand than
 * twice as many threads as are worked on at once, so that none waits long with its lease running.
 * For one use.
 */
final class ArchivalPass {
  /** So many failures in a row are not up to the threads. */
  private static final int MOST_FAILURES_IN_A_ROW = 32;

  private final Tiers tiers;
  private final ActivityIndex index;
  private final IdleWork work;
  private final MemoryPressure pressure;
  private final Optional<Pace> pace;
  private final IdleArchiverSettings settings;
  private final Audience<ArchiveListener> listeners;
  private final Closing closing;
  private final Executor workers;
  private final int batch;
  private final Semaphore inHand;
  private final long began = System.nanoTime();

  private final Map<Outcome, Long> threads = new EnumMap<>(Outcome.class);
  private long bytes;
  private int failuresInARow;

  ArchivalPass(
      Tiers tiers,
      IdleWork work,
      MemoryPressure pressure,
      Optional<Pace> pace,
      IdleArchiverSettings settings,
      Audience<ArchiveListener> listeners,
      Closing closing,
      Executor workers) {
    this.tiers = tiers;
    this.index = tiers.requireIndex();
    this.work = work;
    this.pressure = pressure;
    this.pace = pace;
    this.settings = settings;
    this.listeners = listeners;
    this.closing = closing;
    this.workers = workers;
    batch = settings.concurrency();
    inHand = new Semaphore(2 * batch);
  }

  /**
   * Makes the pass.
   *
   * @param namespaces where
   * @param found how many threads have been found that were in no index, for the report
   */
  ArchiveReport run(Collection<String> namespaces, long found) {
    Deque<IndexShard> shards = shards(namespaces);
    try {
      while (!shards.isEmpty() && end() == End.NONE_LEFT) {
        IndexShard shard = shards.remove();
        if (claimSome(shard)) {
          shards.add(shard);
        }
      }
    } finally {
      // Whatever was claimed is worked on, or given back.
      inHand.acquireUninterruptibly(2 * batch);
    }
    return report(found);
  }

  /** In an order of this pass' own, so that several archivers do not meet everywhere. */
  private static Deque<IndexShard> shards(Collection<String> namespaces) {
    List<IndexShard> shards = new ArrayList<>();
    namespaces.forEach(namespace -> shards.addAll(IndexShard.all(namespace)));
    Collections.shuffle(shards);
    return new ArrayDeque<>(shards);
  }

  /** Claims some threads of a shard, once there are hands for them; whether there may be more. */
  private boolean claimSome(IndexShard shard) {
    pace.ifPresent(p -> closing.await(p.pause()));
    inHand.acquireUninterruptibly(batch);
    int claimed = 0;
    try {
      if (end() != End.NONE_LEFT) {
        return false;
      }
      Duration idle = pressure.idle(shard.namespace());
      // From before the claim, so that it ends before the lease does.
      Deadline lease = Deadline.after(settings.lease());
      Claims claims = index.claim(shard, idle, settings.lease(), batch, tiers.callDeadline());
      for (Claim claim : claims.claims()) {
        workers.execute(() -> work(claim, idle, lease));
        claimed++;
      }
      int begun = claimed;
      pace.ifPresent(p -> p.begin(begun));
      return claims.mayHaveMore();
    } finally {
      inHand.release(batch - claimed);
    }
  }

  private void work(Claim claim, Duration idle, Deadline lease) {
    try {
      count(work.work(claim, idle, lease));
    } finally {
      inHand.release();
    }
  }

  private void count(IdleThread thread) {
    synchronized (this) {
      threads.merge(thread.outcome(), 1L, Long::sum);
      bytes += thread.bytes();
      failuresInARow = thread.outcome() == Outcome.FAILED ? failuresInARow + 1 : 0;
    }
    listeners.tell(listener -> listener.onThread(thread));
  }

  private synchronized End end() {
    if (closing.hasBegun()) {
      return End.CLOSED;
    }
    return failuresInARow >= MOST_FAILURES_IN_A_ROW ? End.ALL_FAIL : End.NONE_LEFT;
  }

  private synchronized ArchiveReport report(long found) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return new ArchiveReport(threads, bytes, found, pressure.fullness(), took, end());
  }
}
