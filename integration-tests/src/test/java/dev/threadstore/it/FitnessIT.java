package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.model.FitnessReport;
import dev.threadstore.model.FitnessReport.Finding;
import dev.threadstore.model.FitnessReport.Level;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.testsupport.ColdOperation;
import dev.threadstore.testsupport.FaultInjectingColdStore;
import dev.threadstore.testsupport.ForwardingColdStore;
import dev.threadstore.testsupport.InMemoryColdStore;
import dev.threadstore.testsupport.Pause;
import dev.threadstore.testsupport.RedisServer;
import dev.threadstore.testsupport.RedisVersion;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link ThreadStore#fitness()} sees the setups in which promises would not hold. */
class FitnessIT {
  private static final String RACES = "cold store: create if absent";

  private final InMemoryColdStore memory = new InMemoryColdStore();

  /** G1: the setup that operations.md recommends has nothing to complain about. */
  @Test
  void fitness_appendOnlyAndASoundColdStore_isFit() {
    try (RedisServer server =
        RedisServer.builder().appendOnly(RedisServer.Fsync.EVERY_SECOND).start()) {
      FitnessReport report = fitness(server, memory);
      assertThat(report.isFit()).isTrue();
      assertThat(report.findings()).hasSizeGreaterThan(6);
      assertThat(report.findings()).allMatch(finding -> finding.level() == Level.FIT);
      assertThat(memory.list("", "", 10)).isEmpty();
    }
  }

  /** G6: a policy that may evict unarchived changes. */
  @ParameterizedTest
  @ValueSource(strings = {"allkeys-lru", "allkeys-lfu", "allkeys-random"})
  void fitness_evictionOfAnyKey_isUnfit(String policy) {
    try (RedisServer server = RedisServer.builder().maxMemory(1L << 30, policy).start()) {
      assertUnfit(fitness(server, memory), redis(server, "eviction policy"), policy);
    }
  }

  /** G6: policies that evict only what is archived. */
  @ParameterizedTest
  @ValueSource(strings = {"noeviction", "volatile-lru", "volatile-ttl"})
  void fitness_evictionOfArchivedKeysOnly_isFit(String policy) {
    try (RedisServer server = RedisServer.builder().maxMemory(1L << 30, policy).start()) {
      FitnessReport report = fitness(server, memory);
      assertThat(finding(report, redis(server, "eviction policy")).level()).isEqualTo(Level.FIT);
      assertThat(report.isFit()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void fitness_clockOfThisMachine_isFit(RedisVersion version) {
    try (RedisServer server = RedisServer.builder().version(version).start()) {
      assertThat(finding(fitness(server, memory), redis(server, "clock")).detail())
          .matches("[0-2] s .*");
    }
  }

  /** G1: a replica refuses changes, and may be behind. */
  @Test
  void fitness_replica_isUnfit() {
    try (RedisServer master = RedisServer.start();
        RedisServer replica = replicaOf(master)) {
      assertUnfit(fitness(replica, memory), redis(replica, "role"), "slave");
      assertThat(finding(fitness(master, memory), redis(master, "role")).level())
          .isEqualTo(Level.FIT);
    }
  }

  /** G1: a Redis that loses what it acknowledged since the last flush when it restarts. */
  @Test
  void fitness_noAppendOnlyFile_isCaution() {
    try (RedisServer server = RedisServer.start()) {
      FitnessReport report = fitness(server, memory);
      assertThat(finding(report, redis(server, "persistence")).level()).isEqualTo(Level.CAUTION);
      assertThat(report.isFit()).isTrue();
    }
  }

  /** G1, H98: a script that is refused in its middle leaves half a change. */
  @ParameterizedTest
  @EnumSource
  void fitness_userMayNotRunWhatScriptsCall_isUnfitAndSaysWhich(RedisVersion version) {
    FitnessReport report = fitnessOfUser(version, "+@all", "-hsetnx", "-zrem");
    assertUnfit(report, "redis permissions", "may not run HSETNX, ZREM");
    assertThat(finding(report, "redis permissions").remedy()).endsWith("+hsetnx +zrem");
  }

  /** What operations.md calls enough is enough. */
  @ParameterizedTest
  @EnumSource
  void fitness_userMayRunNoMoreThanIsNeeded_isFit(RedisVersion version) {
    FitnessReport report =
        fitnessOfUser(
            version,
            "+@scripting +@hash +@list +@string +@set +@sortedset +@keyspace +time -@dangerous +info"
                .split(" "));
    assertThat(finding(report, "redis permissions").level()).isEqualTo(Level.FIT);
    assertThat(report.isFit()).isTrue();
  }

  /** Without INFO an application works; but nobody knows what Redis does with its data. */
  @ParameterizedTest
  @EnumSource
  void fitness_userMayNotAskForSettings_isCaution(RedisVersion version) {
    FitnessReport report = fitnessOfUser(version, "+@all", "-info");
    assertThat(finding(report, "redis settings").level()).isEqualTo(Level.CAUTION);
    assertThat(report.isFit()).isTrue();
  }

  private FitnessReport fitnessOfUser(RedisVersion version, String... rules) {
    try (RedisServer server = RedisServer.builder().version(version).start();
        RedisClient admin = RedisClient.create(server.uri().toString());
        RedisClient client =
            RedisClient.create(
                RedisURI.Builder.redis(server.host(), server.port())
                    .withAuthentication("app", "secret")
                    .build())) {
      List<String> user = new ArrayList<>(List.of("SETUSER", "app", "on", ">secret", "~ts:*"));
      user.addAll(List.of(rules));
      CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
      user.forEach(arguments::add);
      admin
          .connect()
          .sync()
          .dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), arguments);
      try (ThreadStore<Note> store =
          ThreadStore.builder(client, new NoteCodec()).coldStore(memory).build()) {
        return store.fitness();
      }
    }
  }

  /** G1: changes that wait for replicas need as many as they wait for, and survive with no more. */
  @ParameterizedTest
  @CsvSource({"0, UNFIT", "1, FIT", "2, CAUTION"})
  void fitness_changesWaitForOneReplica_isFitWithOne(int replicas, Level level) {
    try (RedisServer master = RedisServer.start()) {
      List<RedisServer> connected =
          Stream.generate(() -> replicaOf(master)).limit(replicas).toList();
      try {
        await()
            .untilAsserted(
                () -> {
                  Finding found = finding(waitingForOneReplica(master), redis(master, "replicas"));
                  assertThat(found.detail()).startsWith(replicas + " connected");
                  assertThat(found.level()).isEqualTo(level);
                });
      } finally {
        connected.forEach(RedisServer::close);
      }
    }
  }

  private static RedisServer replicaOf(RedisServer master) {
    return RedisServer.builder().config("replicaof 127.0.0.1 " + master.port()).start();
  }

  private FitnessReport waitingForOneReplica(RedisServer server) {
    ThreadStoreSettings settings =
        ThreadStoreSettings.builder().waitForReplicas(1, Duration.ofMillis(100)).build();
    try (RedisFixture redis = RedisFixture.on(server);
        ThreadStore<Note> store = redis.store().coldStore(memory).settings(settings).build()) {
      return store.fitness();
    }
  }

  @Test
  void fitness_noColdStore_isCaution() {
    try (RedisServer server = RedisServer.start();
        RedisFixture redis = RedisFixture.on(server);
        ThreadStore<Note> store = redis.store().build()) {
      FitnessReport report = store.fitness();
      assertThat(finding(report, "cold store").level()).isEqualTo(Level.CAUTION);
      assertThat(report.isFit()).isTrue();
    }
  }

  /** G5: a store that overwrites silently, whose creates all win. */
  @Test
  void fitness_coldStoreOverwrites_isUnfit() {
    assertUnfit(fitness(new Overwriting()), RACES, "overwrites silently");
  }

  /** G5: a store whose creates all lose. */
  @Test
  void fitness_coldStoreCreatesNothing_isUnfit() {
    ColdStore deaf =
        new ForwardingColdStore(memory) {
          @Override
          public CreateOutcome create(String key, byte[] bytes) {
            return CreateOutcome.EXISTS;
          }
        };
    assertThat(finding(fitness(deaf), RACES).level()).isEqualTo(Level.UNFIT);
  }

  /** A client that asks again, because the answer was lost, finds its own object. */
  @Test
  void fitness_winnerIsToldThatThereIsOne_isFit() {
    ColdStore forgetful =
        new ForwardingColdStore(memory) {
          @Override
          public CreateOutcome create(String key, byte[] bytes) {
            super.create(key, bytes);
            return CreateOutcome.EXISTS;
          }
        };
    assertThat(finding(fitness(forgetful), RACES).level()).isEqualTo(Level.FIT);
  }

  /** G1, G10: listings tell which snapshot is the newest, and whether there is a tombstone. */
  @Test
  void fitness_listingMissesObjects_isUnfit() {
    ColdStore forgetful =
        new ForwardingColdStore(memory) {
          @Override
          public List<ColdObject> list(String prefix, String after, int limit) {
            List<ColdObject> all = super.list(prefix, after, limit);
            return all.subList(0, Math.max(0, all.size() - 1));
          }
        };
    FitnessReport report = fitness(forgetful);
    assertUnfit(report, "cold store: listing", "does not show");
    assertThat(finding(report, RACES).level()).isEqualTo(Level.FIT);
  }

  /** G1, G10: and they are read in order. */
  @Test
  void fitness_listingNotSorted_isUnfit() {
    ColdStore unsorted =
        new ForwardingColdStore(memory) {
          @Override
          public List<ColdObject> list(String prefix, String after, int limit) {
            return super.list(prefix, after, limit).stream()
                .sorted(Comparator.comparing(ColdObject::key).reversed())
                .toList();
          }
        };
    assertUnfit(fitness(unsorted), "cold store: listing", "in order");
  }

  /** G10: a store that keeps what was deleted. */
  @Test
  void fitness_deletedObjectsStay_isUnfit() {
    ColdStore keeping =
        new ForwardingColdStore(memory) {
          @Override
          public void delete(Collection<String> keys) {}
        };
    assertUnfit(fitness(keeping), "cold store: delete", "can still be read");
  }

  /** Of garbage collection: an object must be known to be young. */
  @Test
  void fitness_newObjectsLookOld_isCaution() {
    ColdStore wrongClock =
        new ForwardingColdStore(memory) {
          @Override
          public List<ColdObject> list(String prefix, String after, int limit) {
            return super.list(prefix, after, limit).stream()
                .map(object -> new ColdObject(object.key(), object.size(), Duration.ofHours(1)))
                .toList();
          }
        };
    assertThat(finding(fitness(wrongClock), "cold store: clock").level()).isEqualTo(Level.CAUTION);
  }

  /** A store that fails is a finding, not an exception. */
  @ParameterizedTest
  @EnumSource
  void fitness_coldStoreThrows_isUnfit(ColdOperation operation) {
    FaultInjectingColdStore cold = new FaultInjectingColdStore(memory);
    cold.on(operation).failBefore();
    FitnessReport report = fitness(cold);
    assertThat(report.isFit()).isFalse();
    assertThat(report.findings())
        .anyMatch(
            finding ->
                finding.level() == Level.UNFIT && finding.detail().contains("planned failure"));
  }

  /** Nor is a Redis that does not answer, and it does not keep the cold store from being seen. */
  @Test
  void fitness_redisPaused_isUnfit() {
    ThreadStoreSettings settings =
        ThreadStoreSettings.builder().callTimeout(Duration.ofMillis(500)).build();
    try (RedisServer server = RedisServer.start();
        RedisFixture redis = RedisFixture.on(server);
        ThreadStore<Note> store = redis.store().coldStore(memory).settings(settings).build()) {
      server.pause();
      try {
        FitnessReport report = store.fitness();
        assertUnfit(report, "redis", "cannot be asked");
        assertThat(finding(report, RACES).level()).isEqualTo(Level.FIT);
      } finally {
        server.resume();
      }
    }
  }

  private static FitnessReport fitness(ColdStore cold) {
    try (ThreadStore<Note> store = RedisEngine.REDIS_7.fixture().store().coldStore(cold).build()) {
      return store.fitness();
    }
  }

  private static FitnessReport fitness(RedisServer server, ColdStore cold) {
    try (RedisFixture redis = RedisFixture.on(server);
        ThreadStore<Note> store = redis.store().coldStore(cold).build()) {
      return store.fitness();
    }
  }

  private static String redis(RedisServer server, String subject) {
    return "redis " + server.port() + " " + subject;
  }

  private static void assertUnfit(FitnessReport report, String subject, String detail) {
    assertThat(report.isFit()).isFalse();
    assertThat(finding(report, subject).level()).isEqualTo(Level.UNFIT);
    assertThat(finding(report, subject).detail()).contains(detail);
  }

  private static Finding finding(FitnessReport report, String subject) {
    List<Finding> found =
        report.findings().stream().filter(finding -> finding.subject().equals(subject)).toList();
    assertThat(found).as("`%s` in %s", subject, report).hasSize(1);
    return found.get(0);
  }

  /** As an S3 without conditional writes. */
  private static final class Overwriting extends ForwardingColdStore {
    private final ConcurrentMap<String, byte[]> last = new ConcurrentHashMap<>();

    Overwriting() {
      super(new InMemoryColdStore());
    }

    @Override
    public CreateOutcome create(String key, byte[] bytes) {
      last.put(key, bytes.clone());
      super.create(key, bytes);
      return CreateOutcome.CREATED;
    }

    @Override
    public Optional<byte[]> read(String key) {
      return super.read(key).map(first -> last.get(key));
    }
  }

  /** A cold store that hangs does not hang the start of an application. */
  @ParameterizedTest
  @EnumSource
  void fitness_coldStoreHangs_isAFindingAtTheDeadline(ColdOperation operation) {
    FaultInjectingColdStore cold = new FaultInjectingColdStore(new InMemoryColdStore());
    ThreadStoreSettings settings =
        ThreadStoreSettings.builder()
            .callTimeout(Duration.ofMillis(500))
            .transferTimeout(Duration.ofMillis(500))
            .build();
    Pause pause = cold.on(operation).pauseBefore();
    try (ThreadStore<Note> store =
        RedisEngine.REDIS_7.fixture().store().coldStore(cold).settings(settings).build()) {
      CompletableFuture<FitnessReport> report = CompletableFuture.supplyAsync(store::fitness);
      try {
        assertThat(report).succeedsWithin(Duration.ofSeconds(10));
        assertThat(report.join().isFit()).isFalse();
      } finally {
        pause.release();
      }
    }
  }
}
