package dev.threadstore.micrometer;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler.IgnoredMeters;
import io.micrometer.observation.ObservationRegistry;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Shows stores and archivers to Micrometer: an observation of each operation, and meters of what
 * moves between the tiers. One per application; thread-safe. {@code docs/observability.md} lists
 * the meters.
 *
 * <pre>{@code
 * MicrometerThreadStore micrometer = MicrometerThreadStore.builder(meterRegistry).build();
 * ThreadStore<Note> store =
 *     micrometer.observe(ThreadStore.builder(redisClient, codec).coldStore(coldStore)).build();
 * IdleArchiver archiver = micrometer.observe(IdleArchiver.builder(store)).build();
 * micrometer.watch(archiver);
 * }</pre>
 */
public final class MicrometerThreadStore {
  private final MeterRegistry registry;
  private final ObservedOperations operations;
  private final ThreadMeters threads;
  private final ArchiverMeters archivers;

  private MicrometerThreadStore(Builder builder) {
    registry = builder.registry;
    operations =
        new ObservedOperations(
            builder.observations == null ? timersOnly(registry) : builder.observations,
            new OperationConvention(builder.withNamespace));
    threads = new ThreadMeters(registry);
    archivers = new ArchiverMeters(registry);
  }

  private static ObservationRegistry timersOnly(MeterRegistry registry) {
    ObservationRegistry observations = ObservationRegistry.create();
    observations
        .observationConfig()
        .observationHandler(
            new DefaultMeterObservationHandler(registry, IgnoredMeters.LONG_TASK_TIMER));
    return observations;
  }

  /**
   * Builds one.
   *
   * @param registry where meters are registered
   * @return a builder
   */
  public static Builder builder(MeterRegistry registry) {
    return new Builder(registry);
  }

  /**
   * Lets a store that is about to be built be seen: its operations, and what is done with its
   * threads.
   *
   * @param store the store's builder
   * @param <M> the application's type of a message
   * @return the same builder
   */
  public <M> ThreadStore.Builder<M> observe(ThreadStore.Builder<M> store) {
    return store.observer(operations).listener(operations).listener(threads);
  }

  /**
   * Lets an archiver that is about to be built be seen: its passes, and what it does with threads.
   *
   * @param archiver the archiver's builder
   * @return the same builder
   */
  public IdleArchiver.Builder observe(IdleArchiver.Builder archiver) {
    return archiver.listener(archivers);
  }

  /**
   * Shows what waits for an archiver, whether it runs or not. Redis is asked when the meters are
   * read, at most every 10 seconds: once for each of the 16 parts of a namespace's index. What
   * waits for one waits for all archivers of a Redis: in each application, one is enough.
   *
   * @param archiver the archiver
   */
  public void watch(IdleArchiver archiver) {
    new BacklogMeters(Objects.requireNonNull(archiver, "archiver"), registry);
  }

  /** Collects what is to be shown. Not thread-safe. */
  public static final class Builder {
    private final MeterRegistry registry;
    private @Nullable ObservationRegistry observations;
    private boolean withNamespace;

    private Builder(MeterRegistry registry) {
      this.registry = Objects.requireNonNull(registry, "registry");
    }

    /**
     * Sets where operations are observed, so that they become spans too. That registry then has the
     * say over their timers: register a {@code DefaultMeterObservationHandler}, as Spring Boot
     * does. Default: operations are timed, and nothing else.
     *
     * @param value the registry
     * @return this builder
     */
    public Builder observations(ObservationRegistry value) {
      observations = Objects.requireNonNull(value, "observations");
      return this;
    }

    /**
     * Distinguishes operations by their namespace: for applications with few of them, for each
     * makes time series of its own.
     *
     * @return this builder
     */
    public Builder withNamespace() {
      withNamespace = true;
      return this;
    }

    /**
     * Registers the meters.
     *
     * @return what shows stores and archivers
     */
    public MicrometerThreadStore build() {
      return new MicrometerThreadStore(this);
    }
  }
}
