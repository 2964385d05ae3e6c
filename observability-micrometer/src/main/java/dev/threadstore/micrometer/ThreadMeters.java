package dev.threadstore.micrometer;

import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.DeleteResult;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.Lineage;
import dev.threadstore.model.ThreadListener;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TruncateResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/** Counts what is done with threads, whoever does it. */
final class ThreadMeters implements ThreadListener {
  private final Counter added;
  private final Counter known;
  private final Counter conflicting;
  private final MeterProvider<Counter> changes;
  private final Counter conflicts;
  private final MeterProvider<Timer> hydrations;
  private final DistributionSummary hydratedBytes;
  private final MeterProvider<Timer> flushes;
  private final DistributionSummary flushedBytes;

  ThreadMeters(MeterRegistry registry) {
    MeterProvider<Counter> messages =
        Counter.builder("threadstore.messages")
            .description("messages of appends, by what became of them")
            .baseUnit("messages")
            .withRegistry(registry);
    added = messages.withTag("result", "added");
    known = messages.withTag("result", "known");
    conflicting = messages.withTag("result", "conflicting");
    changes =
        Counter.builder("threadstore.changes")
            .description("threads that were created, forked, cut, replaced, restored or deleted")
            .withRegistry(registry);
    conflicts =
        Counter.builder("threadstore.conflicts")
            .description("how often hot copy and archive were found to have diverged")
            .register(registry);
    hydrations =
        Timer.builder("threadstore.hydration")
            .description("threads that were brought to Redis")
            .withRegistry(registry);
    hydratedBytes =
        DistributionSummary.builder("threadstore.hydration.size")
            .description("what hydrations read from the cold store")
            .baseUnit("bytes")
            .register(registry);
    flushes =
        Timer.builder("threadstore.flush")
            .description("threads that were archived or released")
            .withRegistry(registry);
    flushedBytes =
        DistributionSummary.builder("threadstore.flush.size")
            .description("what flushes wrote to the cold store")
            .baseUnit("bytes")
            .register(registry);
    // Whoever asks how much a counter has risen wants to have seen it at zero.
    List.of("created", "forked", "truncated", "replaced", "restored", "deleted")
        .forEach(this::change);
  }

  private Counter change(String kind) {
    return changes.withTag("kind", kind);
  }

  @Override
  public void onCreated(ThreadRef thread, ChangeResult result) {
    change("created").increment();
  }

  @Override
  public void onForked(ThreadRef thread, Lineage lineage) {
    change("forked").increment();
  }

  @Override
  public void onAppended(ThreadRef thread, AppendResult result) {
    added.increment(result.added().size());
    known.increment(result.known().size());
    conflicting.increment(result.conflicting().size());
  }

  @Override
  public void onTruncated(ThreadRef thread, TruncateResult result) {
    change("truncated").increment();
  }

  @Override
  public void onReplaced(ThreadRef thread, ChangeResult result) {
    change("replaced").increment();
  }

  @Override
  public void onRestored(ThreadRef thread, long snapshot, ChangeResult result) {
    change("restored").increment();
  }

  @Override
  public void onDeleted(ThreadRef thread, DeleteResult result) {
    change("deleted").increment();
  }

  @Override
  public void onHydrated(ThreadRef thread, HydrateResult result, Duration took) {
    hydrations.withTag("outcome", Labels.of(result.outcome())).record(took);
    hydratedBytes.record((double) result.bytes());
  }

  @Override
  public void onFlushed(ThreadRef thread, FlushResult result, Duration took) {
    flushes.withTag("outcome", Labels.of(result.outcome())).record(took);
    flushedBytes.record((double) result.bytes());
  }

  @Override
  public void onConflict(ThreadRef thread, ArchiveConflictException conflict) {
    conflicts.increment();
  }
}
