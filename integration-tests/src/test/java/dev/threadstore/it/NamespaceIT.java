package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.IdleFlushReport;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadPage;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdOperation;
import dev.threadstore.testsupport.FaultInjectingColdStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link ThreadNamespace} over both tiers, on every engine. */
@ParameterizedClass
@EnumSource(RedisEngine.class)
class NamespaceIT {
  private final RedisFixture redis;
  @TempDir private Path folder;
  private FileSystemColdStore files;
  private FaultInjectingColdStore cold;
  private ThreadStore<Note> store;
  private ThreadNamespace<Note> namespace;

  NamespaceIT(RedisEngine engine) {
    redis = engine.fixture();
  }

  @BeforeEach
  void open() {
    files = FileSystemColdStore.open(folder);
    cold = new FaultInjectingColdStore(files);
    store = redis.store().coldStore(cold).build();
    namespace = store.namespace("ns-" + UUID.randomUUID());
  }

  @AfterEach
  void close() {
    store.close();
    files.close();
  }

  @Test
  void list_hotArchivedAndDeleted_findsTheLivingOnes() {
    Map<String, Tier> expected = new TreeMap<>();
    for (int i = 0; i < 25; i++) {
      TieredThreadManager<Note> thread = created("Ä/" + i);
      switch (i % 5) {
        case 0 -> {
          thread.flush();
          expected.put(thread.ref().id(), Tier.ARCHIVED);
        }
        case 1 -> {
          thread.flush(AfterFlush.KEEP);
          expected.put(thread.ref().id(), Tier.HOT);
        }
        case 2 -> thread.delete();
        case 3 -> {
          thread.flush();
          thread.delete();
        }
        default -> expected.put(thread.ref().id(), Tier.HOT);
      }
    }
    for (int limit : new int[] {1, 3, 1000}) {
      assertThat(all(limit)).isEqualTo(expected);
    }
  }

  @Test
  void list_otherNamespaces_areNotMixedIn() {
    created("a");
    ThreadNamespace<Note> other = store.namespace(namespace.name() + ":a");
    other.thread("b").create();
    assertThat(all(10)).containsOnlyKeys("a");
    assertThatThrownBy(() -> namespace.list("x:y", 10)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> namespace.list("h:99:0", 10))
        .isInstanceOf(InvalidInputException.class);
  }

  /** H100: threads left dirty by their owner are found and flushed. */
  @Test
  void flushIdle_abandonedThreads_areArchivedAndReleased() {
    for (int i = 0; i < 10; i++) {
      created("t" + i);
    }
    IdleFlushReport busy = flushIdle(Duration.ofHours(1));
    assertThat(busy.busy()).isEqualTo(10);
    assertThat(busy.released()).isZero();
    assertThat(flushIdle(Duration.ZERO).released()).isEqualTo(10);
    assertThat(all(100)).hasSize(10).containsValue(Tier.ARCHIVED).doesNotContainValue(Tier.HOT);
  }

  /** H22: a flush that failed would be swallowed, or keep the others from being done. */
  @Test
  void flushIdle_oneFails_othersAreDone() {
    created("a");
    TieredThreadManager<Note> failing = created("b");
    created("c");
    cold.on(ColdOperation.CREATE).keys(key -> key.contains("/b/")).failBefore();
    IdleFlushReport report = flushIdle(Duration.ZERO);
    assertThat(report.released()).isEqualTo(2);
    assertThat(report.failures()).containsOnlyKeys(failing.ref());
    assertThat(redis.keysOf(failing.ref())).hasSize(3);
  }

  @Test
  void flushIdle_abandonedDeletion_isFinished() {
    TieredThreadManager<Note> thread = created("a");
    cold.on(ColdOperation.CREATE).failBefore();
    assertThatThrownBy(thread::delete).isInstanceOf(StoreUnavailableException.class);
    cold.clearFaults();
    assertThat(flushIdle(Duration.ZERO).gone()).isEqualTo(1);
    assertThat(redis.keysOf(thread.ref())).isEmpty();
    assertThat(thread.exists()).isFalse();
  }

  private TieredThreadManager<Note> created(String id) {
    TieredThreadManager<Note> thread = namespace.thread(id);
    thread.create();
    thread.append(Note.range("m", 0, 2));
    return thread;
  }

  private IdleFlushReport flushIdle(Duration olderThan) {
    IdleFlushReport report = namespace.flushIdle(olderThan, ThreadNamespace.START, 100_000);
    assertThat(report.next()).isEmpty();
    return report;
  }

  private Map<String, Tier> all(int limit) {
    Map<String, Tier> found = new TreeMap<>();
    Optional<String> cursor = Optional.of(ThreadNamespace.START);
    while (cursor.isPresent()) {
      ThreadPage page = namespace.list(cursor.get(), limit);
      page.threads().forEach(entry -> found.put(entry.ref().id(), entry.tier()));
      cursor = page.next();
    }
    return found;
  }
}
