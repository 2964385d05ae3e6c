package dev.threadstore.it.pressure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.it.Note;
import dev.threadstore.it.RedisFixture;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.FitnessReport.Level;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients append to, read and flush more than their Redis can hold (G6). Redis evicts what is
 * archived, and nothing else; it comes back when it is used (H13, H107). What it refuses has no
 * effect, and a flush makes room (H108).
 */
class MemoryPressureIT {
  private static final int CLIENTS = 4;
  private static final int THREADS = 60;
  private static final int ENOUGH = 5;
  private static final int MANY = 50;
  private static final int MOST_ROUNDS = 100;
  private static final long ROOM = 100_000;
  private static final long PATIENCE_SECONDS = 120;

  private final long seed = Long.getLong("threadstore.it.seed", System.nanoTime());
  private final Population population = new Population(THREADS, CLIENTS);
  @TempDir private Path folder;
  private FileSystemColdStore cold;

  @BeforeEach
  void open() {
    cold = FileSystemColdStore.open(folder);
  }

  @AfterEach
  void close() {
    cold.close();
  }

  @ParameterizedTest
  @CsvSource({"volatile-lru, 40", "volatile-lfu, 15", "volatile-ttl, 15", "volatile-random, 15"})
  void pressure_redisEvictsWhatIsArchived_nothingIsLost(String policy, int sessions) {
    try (SmallRedis redis = new SmallRedis(cold)) {
      create(redis);
      redis.leaveRoom(policy, ROOM);
      List<Client> clients = clients(redis, AfterFlush.KEEP);
      for (int round = 0; redis.evictedKeys() < MANY; round++) {
        assertThat(round).as("rounds").isLessThan(MOST_ROUNDS);
        atOnce(clients, client -> client.work(sessions));
      }
      redis.grow();
      population.assertAllIn(redis.store());
      archiveAll(redis);
    }
    assertArchiveHasAll();
  }

  /** H108: all are refused before anyone flushes; also where all but the changes may be evicted. */
  @ParameterizedTest
  @ValueSource(strings = {"noeviction", "volatile-lru"})
  void pressure_redisIsFullOfChanges_flushMakesRoomAndNothingIsLost(String policy) {
    try (SmallRedis redis = new SmallRedis(cold)) {
      create(redis);
      redis.leaveRoom(policy, ROOM);
      List<Client> clients = clients(redis, AfterFlush.RELEASE);
      atOnce(clients, Client::workUntilRefused);
      atOnce(clients, client -> client.work(20));
      assertThat(clients).allMatch(client -> client.refused() > 1);
      redis.grow();
      population.assertAllIn(redis.store());
      archiveAll(redis);
    }
    assertArchiveHasAll();
  }

  /** H107: against all advice. The report says so, and what is damaged is never taken for whole. */
  @Test
  void pressure_redisEvictsAnything_damageIsNamed() {
    try (SmallRedis redis = new SmallRedis(cold)) {
      create(redis);
      redis.leaveRoom("allkeys-lru", 0);
      assertThat(redis.store().fitness().findings())
          .filteredOn(finding -> finding.level() == Level.UNFIT)
          .singleElement()
          .satisfies(finding -> assertThat(finding.detail()).contains("allkeys-lru"));
      List<TieredThreadManager<Note>> damaged = changeUntilDamaged(redis);
      redis.grow();
      damaged.forEach(MemoryPressureIT::assertIsDamaged);
      damaged.forEach(thread -> thread.resolve(Resolution.keepCold(), Revision.ANY));
      for (int thread = 0; thread < THREADS; thread++) {
        TieredThreadManager<Note> manager = redis.store().thread(Population.ref(thread));
        population.assertNothingForeign(thread, manager.load().messages());
      }
    }
  }

  /** All threads have changes that are not archived; of some Redis drops a part. */
  private List<TieredThreadManager<Note>> changeUntilDamaged(SmallRedis redis) {
    Client client = clients(redis, AfterFlush.KEEP).get(0);
    for (int i = 0; i < MOST_ROUNDS; i++) {
      for (int thread = 0; thread < THREADS; thread++) {
        try {
          client.appendOnce(thread);
        } catch (DamagedHotCopyException e) {
          assertThat(e).hasMessageContaining(Population.ref(thread).toString());
        }
      }
      List<TieredThreadManager<Note>> damaged =
          IntStream.range(0, THREADS)
              .mapToObj(Population::ref)
              .filter(redis::hasInPart)
              .map(ref -> redis.store().thread(ref))
              .toList();
      if (damaged.size() >= ENOUGH) {
        return damaged;
      }
    }
    throw new AssertionError("nothing was evicted in part");
  }

  private static void assertIsDamaged(TieredThreadManager<Note> thread) {
    assertThatThrownBy(thread::load)
        .isInstanceOf(DamagedHotCopyException.class)
        .hasMessageContaining(thread.ref().toString());
    assertThatThrownBy(thread::flush).isInstanceOf(DamagedHotCopyException.class);
    assertThatThrownBy(() -> thread.append(List.of(Note.of("new"))))
        .isInstanceOf(DamagedHotCopyException.class);
  }

  /** Threads that are hot and archived. */
  private void create(SmallRedis redis) {
    for (int i = 0; i < THREADS; i++) {
      TieredThreadManager<Note> thread = redis.store().thread(Population.ref(i));
      thread.create();
      thread.append(population.next(0, i, 10));
      population.acknowledge(0, i, 10);
      thread.flush(AfterFlush.KEEP);
    }
  }

  private List<Client> clients(SmallRedis redis, AfterFlush makingRoom) {
    return IntStream.range(0, CLIENTS)
        .mapToObj(i -> new Client(i, redis.store(), population, makingRoom, seed))
        .toList();
  }

  private void atOnce(List<Client> clients, Consumer<Client> work) {
    ExecutorService executor = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (Client client : clients) {
        running.add(CompletableFuture.runAsync(() -> work.accept(client), executor));
      }
      for (CompletableFuture<Void> each : running) {
        assertThatCode(() -> each.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
            .as("-Dthreadstore.it.seed=%s", seed)
            .doesNotThrowAnyException();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private void archiveAll(SmallRedis redis) {
    for (int i = 0; i < THREADS; i++) {
      redis.store().thread(Population.ref(i)).flush();
    }
  }

  private void assertArchiveHasAll() {
    try (RedisServer server = RedisServer.start();
        RedisFixture redis = RedisFixture.on(server);
        ThreadStore<Note> store = redis.store().coldStore(cold).build()) {
      population.assertAllIn(store);
    }
  }
}
