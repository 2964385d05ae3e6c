package dev.threadstore.internal.tier;

import dev.threadstore.internal.hot.ActivityIndex;
import dev.threadstore.internal.hot.ActivityIndex.Due;
import dev.threadstore.internal.hot.ActivityIndex.Standing;
import dev.threadstore.internal.hot.IndexShard;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.ArchiveReport.End;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.HotCopy;
import dev.threadstore.model.IdleThread;
import dev.threadstore.model.IdleThread.Outcome;
import dev.threadstore.model.ThreadRef;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a pass would do now: asks the index which threads a claim would take, and each of those
 * whether it is idle. For one use.
 */
final class ArchivalPreview {
  private static final int AT_ONCE = 200;

  private final Tiers tiers;
  private final ActivityIndex index;
  private final MemoryPressure pressure;
  private final Consumer<IdleThread> each;
  private final long began = System.nanoTime();
  private final Map<Outcome, Long> threads = new EnumMap<>(Outcome.class);

  ArchivalPreview(Tiers tiers, MemoryPressure pressure, Consumer<IdleThread> each) {
    this.tiers = tiers;
    this.index = tiers.requireIndex();
    this.pressure = pressure;
    this.each = each;
  }

  ArchiveReport run(Collection<String> namespaces) {
    for (String namespace : namespaces) {
      for (IndexShard shard : IndexShard.all(namespace)) {
        for (Standing standing : Standing.values()) {
          look(shard, standing);
        }
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return new ArchiveReport(threads, 0, 0, pressure.fullness(), took, End.NONE_LEFT);
  }

  private void look(IndexShard shard, Standing standing) {
    boolean mayHaveMore = true;
    for (long skip = 0; mayHaveMore; skip += AT_ONCE) {
      Duration idle = pressure.idle(shard.namespace());
      Due due = index.due(shard, idle, standing, skip, AT_ONCE, tiers.callDeadline());
      mayHaveMore = due.mayHaveMore();
      Map<ThreadRef, HotCopy> copies = new HashMap<>();
      for (HotCopy copy : tiers.hot().peek(due.threads(), tiers.callDeadline())) {
        copies.put(copy.ref(), copy);
      }
      due.threads().forEach(ref -> count(ref, Optional.ofNullable(copies.get(ref)), idle));
    }
  }

  private void count(ThreadRef ref, Optional<HotCopy> copy, Duration idle) {
    Outcome outcome = copy.map(there -> outcome(there, idle)).orElse(Outcome.GONE);
    threads.merge(outcome, 1L, Long::sum);
    Optional<RuntimeException> failure =
        outcome == Outcome.FAILED
            ? Optional.of(new DamagedHotCopyException(ref, "only part of it is there"))
            : Optional.empty();
    each.accept(new IdleThread(ref, outcome, 0, failure));
  }

  private static Outcome outcome(HotCopy copy, Duration idle) {
    return switch (copy.state()) {
      case BUSY -> Outcome.GONE;
      case DAMAGED -> Outcome.FAILED;
      case UNARCHIVED -> copy.idle().compareTo(idle) < 0 ? Outcome.IN_USE : Outcome.ARCHIVED;
      case ARCHIVED -> copy.idle().compareTo(idle) < 0 ? Outcome.IN_USE : Outcome.RELEASED;
    };
  }
}
