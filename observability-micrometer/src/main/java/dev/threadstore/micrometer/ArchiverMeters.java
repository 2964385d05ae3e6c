package dev.threadstore.micrometer;

import dev.threadstore.model.ArchiveListener;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.ArchiveReport.End;
import dev.threadstore.model.IdleThread;
import dev.threadstore.model.IdleThread.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Counts what archivers do. */
final class ArchiverMeters implements ArchiveListener {
  private final MeterProvider<Counter> threads;
  private final MeterProvider<Timer> passes;
  private final Counter failedPasses;
  private final Counter found;
  private volatile double fullness = Double.NaN;

  ArchiverMeters(MeterRegistry registry) {
    threads =
        Counter.builder("threadstore.archiver.threads")
            .description("threads that were taken for idle, by what became of them")
            .withRegistry(registry);
    passes =
        Timer.builder("threadstore.archiver.pass")
            .description("passes over the index, by why they ended")
            .withRegistry(registry);
    failedPasses =
        Counter.builder("threadstore.archiver.pass.failures")
            .description("passes that could not go on")
            .register(registry);
    found =
        Counter.builder("threadstore.archiver.found")
            .description("hot threads that were in no index")
            .register(registry);
    Gauge.builder("threadstore.archiver.redis.fullness", this, meters -> meters.fullness)
        .description("how full the fullest Redis is, from 0 to 1")
        .strongReference(true)
        .register(registry);
    // Whoever asks how much a counter has risen wants to have seen it at zero.
    for (Outcome outcome : Outcome.values()) {
      counter(outcome);
    }
    for (End end : End.values()) {
      timer(end);
    }
  }

  private Counter counter(Outcome outcome) {
    return threads.withTag("outcome", Labels.of(outcome));
  }

  private Timer timer(End end) {
    return passes.withTag("end", Labels.of(end));
  }

  @Override
  public void onThread(IdleThread thread) {
    counter(thread.outcome()).increment();
  }

  @Override
  public void onPass(ArchiveReport report) {
    timer(report.end()).record(report.took());
    found.increment((double) report.found());
    fullness = report.fullness().orElse(Double.NaN);
  }

  @Override
  public void onFailedPass(RuntimeException failure) {
    failedPasses.increment();
  }
}
