package dev.threadstore.it;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.micrometer.MicrometerThreadStore;
import dev.threadstore.micrometer.OperationContext;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.Operation;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdOperation;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What meters and observations say of real operations. */
class MicrometerIT {
  private final TieredFixture fixture = new TieredFixture();
  private final String namespace = "metered-" + UUID.randomUUID();
  private final ThreadRef ref = new ThreadRef(namespace, "t");
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MicrometerThreadStore micrometer = MicrometerThreadStore.builder(registry).build();
  private ThreadStore<Note> store;
  private TieredThreadManager<Note> thread;

  @BeforeEach
  void open() {
    store = store(micrometer);
    thread = store.thread(ref);
    thread.create();
  }

  @AfterEach
  void close() {
    store.close();
    fixture.close();
  }

  @Test
  void operation_onHotCopy_isTimedAsHit() {
    thread.append(Note.range("m", 0, 3));
    thread.messages().tail(2);
    thread.exists();
    assertThat(operations("append", "hit", "none")).isEqualTo(1);
    assertThat(operations("read", "hit", "none")).isEqualTo(1);
    assertThat(operations("exists", "none", "none")).isEqualTo(1);
    assertThat(operations("create", "none", "none")).isEqualTo(1);
    Timer append = registry.get("threadstore.operation").tag("operation", "append").timer();
    assertThat(append.totalTime(NANOSECONDS)).isPositive();
  }

  @Test
  void operation_onArchivedThread_isTimedAsHydratedOnce() {
    thread.append(Note.range("m", 0, 3));
    FlushResult flushed = thread.flush();
    thread.load();
    thread.load();
    assertThat(operations("load", "hydrated", "none")).isEqualTo(1);
    assertThat(operations("load", "hit", "none")).isEqualTo(1);
    assertThat(registry.get("threadstore.hydration").tag("outcome", "hydrated").timer().count())
        .isEqualTo(1);
    assertThat(registry.get("threadstore.flush").tag("outcome", "archived").timer().count())
        .isEqualTo(1);
    assertThat(registry.get("threadstore.flush.size").summary().totalAmount())
        .isEqualTo((double) flushed.bytes());
    assertThat(registry.get("threadstore.hydration.size").summary().totalAmount())
        .isEqualTo((double) flushed.bytes());
  }

  @Test
  void operation_hydrates_takesNoPartInTheNext() {
    thread.flush();
    HydrateResult hydrated = thread.hydrate();
    assertThat(hydrated.outcome()).isEqualTo(HydrateResult.Outcome.HYDRATED);
    thread.load();
    assertThat(operations("hydrate", "hydrated", "none")).isEqualTo(1);
    assertThat(operations("load", "hit", "none")).isEqualTo(1);
  }

  @Test
  void operation_fails_isTimedByItsException() {
    Revision stale = thread.info().revision();
    thread.append(Note.range("m", 0, 1));
    assertThatThrownBy(() -> thread.append(Note.range("n", 0, 1), stale))
        .isInstanceOf(RevisionConflictException.class);
    assertThat(operations("append", "none", "RevisionConflictException")).isEqualTo(1);
    assertThat(operations("append", "hit", "none")).isEqualTo(1);
  }

  @Test
  void append_countsMessagesByWhatBecameOfThem() {
    thread.append(Note.range("m", 0, 3));
    thread.append(List.of(new Note("m0", "other"), Note.of("m1"), Note.of("m2"), Note.of("m9")));
    assertThat(counted("threadstore.messages", "result", "added")).isEqualTo(4);
    assertThat(counted("threadstore.messages", "result", "known")).isEqualTo(2);
    assertThat(counted("threadstore.messages", "result", "conflicting")).isEqualTo(1);
  }

  @Test
  void changes_areCountedByKind() {
    thread.append(Note.range("m", 0, 3));
    thread.flush(AfterFlush.KEEP);
    thread.fork(ref.sibling("fork"));
    thread.truncateFrom("m2", Revision.ANY);
    thread.replaceAll(Note.range("r", 0, 2), Revision.ANY);
    thread.snapshots().restore(1, Revision.ANY);
    thread.delete();
    for (String kind :
        List.of("created", "forked", "truncated", "replaced", "restored", "deleted")) {
      assertThat(counted("threadstore.changes", "kind", kind)).as(kind).isEqualTo(1);
    }
  }

  @Test
  void conflict_isCountedEachTimeItIsFound() {
    thread.flush(AfterFlush.KEEP);
    fixture.elsewhere(
        ref,
        other -> {
          other.append(Note.range("n", 0, 1));
          other.flush();
        });
    thread.append(Note.range("o", 0, 1));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(thread::flush).isInstanceOf(ArchiveConflictException.class);
    }
    assertThat(registry.get("threadstore.conflicts").counter().count()).isEqualTo(2);
  }

  @Test
  void observation_hasOperationThreadAndFailure() {
    List<OperationContext> seen = new ArrayList<>();
    ObservationRegistry observations = ObservationRegistry.create();
    observations.observationConfig().observationHandler(remembering(seen));
    MicrometerThreadStore observing =
        MicrometerThreadStore.builder(registry).observations(observations).withNamespace().build();
    try (ThreadStore<Note> observed = store(observing)) {
      Throwable failure = catchThrowable(() -> observed.thread(ref).create());
      assertThat(observations.getCurrentObservation()).as("left open").isNull();
      assertThat(seen).hasSize(1);
      OperationContext context = seen.get(0);
      assertThat(context.getError()).isSameAs(failure);
      assertThat(context.operation().kind()).isEqualTo(Operation.Kind.CREATE);
      assertThat(context.getName()).isEqualTo("threadstore.operation");
      assertThat(context.getContextualName()).isEqualTo("threadstore create");
      assertThat(context.getLowCardinalityKeyValue("namespace").getValue()).isEqualTo(namespace);
      assertThat(context.getHighCardinalityKeyValue("thread").getValue()).isEqualTo(ref.toString());
    }
  }

  @Test
  void observation_applicationHasAConvention_goesByThat() {
    List<OperationContext> seen = new ArrayList<>();
    ObservationRegistry observations = ObservationRegistry.create();
    observations
        .observationConfig()
        .observationHandler(remembering(seen))
        .observationConvention(new ByAnotherName());
    MicrometerThreadStore observing =
        MicrometerThreadStore.builder(registry).observations(observations).build();
    try (ThreadStore<Note> observed = store(observing)) {
      observed.thread(ref).exists();
    }
    assertThat(seen).singleElement().extracting(OperationContext::getName).isEqualTo("another");
  }

  @Test
  void meters_ofOperations_nameNoThreadAndUnaskedNoNamespace() {
    thread.load();
    assertThat(registry.get("threadstore.operation").tag("operation", "load").timer().getId())
        .satisfies(
            id ->
                assertThat(id.getTags())
                    .extracting(Tag::getKey)
                    .containsExactlyInAnyOrder("operation", "hot.copy", "error"));
  }

  @Test
  void archiver_isCountedByWhatBecameOfThreads() {
    store.thread(ref.sibling("fails")).create();
    fixture.cold.on(ColdOperation.CREATE).keys(key -> key.contains("/fails/")).failBefore();
    try (IdleArchiver archiver = archiver(Duration.ZERO)) {
      archiver.start();
      await()
          .untilAsserted(
              () -> {
                assertThat(counted("threadstore.archiver.threads", "outcome", "archived"))
                    .isEqualTo(1);
                assertThat(counted("threadstore.archiver.threads", "outcome", "failed"))
                    .isPositive();
                assertThat(
                        registry
                            .get("threadstore.archiver.pass")
                            .tag("end", "none_left")
                            .timer()
                            .count())
                    .isPositive();
              });
      micrometer.watch(archiver);
      assertThat(registry.get("threadstore.archiver.failing").gauge().value()).isEqualTo(1);
    }
  }

  @Test
  void watch_archiverThatDoesNotRun_showsHowLateItIs() {
    lastUsed(Duration.ofHours(3));
    try (IdleArchiver archiver = archiver(Duration.ofHours(1))) {
      micrometer.watch(archiver);
      assertThat(registry.get("threadstore.archiver.entries").gauge().value()).isEqualTo(1);
      assertThat(registry.get("threadstore.archiver.waiting").gauge().value()).isEqualTo(1);
      assertThat(registry.get("threadstore.archiver.failing").gauge().value()).isZero();
      assertThat(registry.get("threadstore.archiver.lag").timeGauge().value(HOURS))
          .isCloseTo(2, within(0.02));
    }
  }

  @Test
  void watch_redisCannotBeAsked_showsNothing() {
    try (IdleArchiver archiver = archiver(Duration.ZERO)) {
      micrometer.watch(archiver);
      store.close();
      assertThat(registry.get("threadstore.archiver.lag").timeGauge().value(HOURS)).isNaN();
    }
  }

  private ThreadStore<Note> store(MicrometerThreadStore seen) {
    return seen.observe(fixture.redis.store().coldStore(fixture.cold)).build();
  }

  private IdleArchiver archiver(Duration idle) {
    return micrometer
        .observe(IdleArchiver.builder(store))
        .namespace(namespace)
        .settings(IdleArchiverSettings.builder().idle(idle).interval(Duration.ofMillis(50)).build())
        .build();
  }

  /** How often an operation ended so. */
  private long operations(String operation, String hotCopy, String error) {
    Timer timer =
        registry
            .find("threadstore.operation")
            .tags("operation", operation, "hot.copy", hotCopy, "error", error)
            .timer();
    return timer == null ? 0 : timer.count();
  }

  private double counted(String meter, String tag, String value) {
    return registry.get(meter).tag(tag, value).counter().count();
  }

  private void lastUsed(Duration ago) {
    String key = fixture.redis.commands().keys("ts:{" + namespace + "::*}:active").get(0);
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().minus(ago));
    fixture.redis.commands().zadd(key, (double) micros, ref.encodedId());
  }

  private static ObservationHandler<OperationContext> remembering(List<OperationContext> seen) {
    return new ObservationHandler<>() {
      @Override
      public void onStop(OperationContext context) {
        seen.add(context);
      }

      @Override
      public boolean supportsContext(Observation.Context context) {
        return context instanceof OperationContext;
      }
    };
  }

  private static final class ByAnotherName
      implements GlobalObservationConvention<OperationContext> {
    @Override
    public String getName() {
      return "another";
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return context instanceof OperationContext;
    }
  }
}
