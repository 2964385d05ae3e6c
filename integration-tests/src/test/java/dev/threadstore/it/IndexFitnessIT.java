package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.internal.hot.IndexShard;
import dev.threadstore.model.FitnessReport.Finding;
import dev.threadstore.model.FitnessReport.Level;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdOperation;
import dev.threadstore.testsupport.FaultInjectingColdStore;
import dev.threadstore.testsupport.InMemoryColdStore;
import dev.threadstore.testsupport.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link ThreadStore#indexFitness()} sees an index that does not fit, and that nobody works on. */
class IndexFitnessIT {
  private static final String NAMESPACE = "fitness";

  private final RedisServer server = RedisServer.start();
  private final RedisFixture redis = RedisFixture.on(server);
  private final FaultInjectingColdStore cold = new FaultInjectingColdStore(new InMemoryColdStore());
  private final ThreadStore<Note> store = redis.store().coldStore(cold).build();

  @AfterEach
  void close() {
    store.close();
    redis.close();
    server.close();
  }

  @Test
  void indexFitness_ofWhatIsAsItShouldBe_isFit() {
    created("a");
    created("b").flush();
    assertThat(store.indexFitness().findings())
        .hasSize(4)
        .allMatch(finding -> finding.level() == Level.FIT);
    assertThat(finding("index of threads").detail()).startsWith("0 of 1 ");
    assertThat(finding("index entries").detail()).startsWith("2, about 1 of them");
  }

  @Test
  void indexFitness_threadsInNoIndex_areCounted() {
    List<String> ids = List.of("a", "b", "c");
    ids.forEach(this::created);
    redis.commands().zrem(shardOf("a"), "a");
    redis.commands().zrem(shardOf("c"), "c");
    Finding found = finding("index of threads");
    assertThat(found.level()).isEqualTo(Level.CAUTION);
    assertThat(found.detail()).startsWith("2 of 3 ");
    assertThat(finding("index of threads")).as("nothing was mended").isEqualTo(found);
  }

  @Test
  void indexFitness_nobodyArchives_isCaution() {
    created("a");
    created("b");
    setActivity("a", Duration.ofDays(7).plusMinutes(1));
    setActivity("b", Duration.ofDays(7).minusMinutes(1));
    assertThat(finding("archivers").level()).isEqualTo(Level.CAUTION);
    assertThat(finding("archivers").detail()).endsWith("not archived: 1");
  }

  @Test
  void indexFitness_threadsThatFail_areCounted() {
    created("a");
    cold.on(ColdOperation.CREATE).failBefore();
    IdleArchiverSettings settings = IdleArchiverSettings.builder().idle(Duration.ZERO).build();
    try (IdleArchiver archiver = IdleArchiver.builder(store).settings(settings).build()) {
      archiver.runOnce();
    }
    assertThat(finding("failing threads").level()).isEqualTo(Level.CAUTION);
    assertThat(finding("failing threads").detail()).startsWith("1 could");
    // It stands in the index all the same.
    assertThat(finding("index of threads").level()).isEqualTo(Level.FIT);
  }

  @Test
  void indexFitness_manyEntriesForNothing_isCaution() {
    created("a");
    for (int i = 0; i < 1002; i++) {
      redis.commands().zadd(shardOf("t" + i), Instant.now().toEpochMilli() * 1000.0, "t" + i);
    }
    assertThat(finding("index entries").level()).isEqualTo(Level.CAUTION);
    assertThat(finding("index entries").detail()).startsWith("1003, about 1002 of them");
  }

  private TieredThreadManager<Note> created(String id) {
    TieredThreadManager<Note> thread = store.namespace(NAMESPACE).thread(id);
    thread.create();
    return thread;
  }

  private Finding finding(String subject) {
    return store.indexFitness().findings().stream()
        .filter(finding -> finding.subject().equals(subject))
        .findAny()
        .orElseThrow();
  }

  private void setActivity(String id, Duration ago) {
    double micros = Instant.now().minus(ago).toEpochMilli() * 1000.0;
    redis.commands().zadd(shardOf(id), micros, id);
  }

  private static String shardOf(String id) {
    int shard = IndexShard.of(new ThreadRef(NAMESPACE, id)).number();
    return "ts:{%s::%d}:active".formatted(NAMESPACE, shard);
  }
}
