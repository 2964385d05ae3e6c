package dev.threadstore.micrometer;

import dev.threadstore.IdleArchiver;
import dev.threadstore.model.ArchiveBacklog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows what waits for archivers. Asks Redis when somebody looks, and not again for a while. */
final class BacklogMeters {
  private static final Logger LOG = LoggerFactory.getLogger(BacklogMeters.class);
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final IdleArchiver archiver;
  private Optional<ArchiveBacklog> backlog = Optional.empty();
  private long staleAt = System.nanoTime();

  BacklogMeters(IdleArchiver archiver, MeterRegistry registry) {
    this.archiver = archiver;
    gauge("threadstore.archiver.entries", "threads that may be hot", ArchiveBacklog::entries)
        .register(registry);
    gauge("threadstore.archiver.waiting", "idle threads to be looked at", ArchiveBacklog::waiting)
        .register(registry);
    gauge("threadstore.archiver.failing", "threads that fail", ArchiveBacklog::failing)
        .register(registry);
    TimeGauge.builder(
            "threadstore.archiver.lag",
            () -> value(waiting -> waiting.lag().toMillis()),
            TimeUnit.MILLISECONDS)
        .description("for how long the first idle thread has been waiting for an archiver")
        .strongReference(true)
        .register(registry);
  }

  private Gauge.Builder<?> gauge(
      String name, String description, ToDoubleFunction<ArchiveBacklog> value) {
    return Gauge.builder(name, () -> value(value::applyAsDouble))
        .description(description)
        .strongReference(true);
  }

  private double value(Function<ArchiveBacklog, Number> what) {
    return backlog().map(what).map(Number::doubleValue).orElse(Double.NaN);
  }

  private synchronized Optional<ArchiveBacklog> backlog() {
    if (staleAt - System.nanoTime() <= 0) {
      backlog = ask();
      staleAt = System.nanoTime() + FRESH_NANOS;
    }
    return backlog;
  }

  private Optional<ArchiveBacklog> ask() {
    try {
      return Optional.of(archiver.backlog());
    } catch (RuntimeException e) {
      LOG.debug("backlog cannot be told", e);
      return Optional.empty();
    }
  }
}
