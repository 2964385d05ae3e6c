package dev.threadstore.it.failover;

import static dev.threadstore.it.failover.Replication.SOON;
import static dev.threadstore.it.failover.Replication.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.it.RedisFixture;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.model.TooFewReplicasException;
import dev.threadstore.testsupport.InMemoryColdStore;
import dev.threadstore.testsupport.RedisServer;
import dev.threadstore.testsupport.TcpProxy;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code waitForReplicas}: what it promises, whom it holds up, and what it says if it cannot. */
class WaitForReplicasIT {
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(8);

  private RedisServer master;
  private RedisServer replica;
  private TcpProxy network;
  private RedisClient client;
  private final InMemoryColdStore cold = new InMemoryColdStore();

  @BeforeEach
  void start() {
    master = Replication.newMaster();
    replica = Replication.newReplica(master);
    network = TcpProxy.to(master.port());
    client = RedisClient.create("redis://127.0.0.1:" + network.port());
  }

  @AfterEach
  void close() {
    client.shutdown();
    network.close();
    replica.close();
    master.close();
  }

  /** Each change says that no replica has it, and is made all the same. */
  @Test
  void change_replicaStandsStill_isMadeAndSaysSo() {
    try (ThreadStore<Note> store = store(PATIENCE)) {
      TieredThreadManager<Note> thread = store.thread(newThread());
      Replication.holdUp(replica, master);
      TieredThreadManager<Note> created = store.thread(RedisFixture.newRef());
      assertNotReplicated(created::create);
      assertThat(created.exists()).isTrue();
      assertThatThrownBy(() -> thread.append(Note.range("m", 3, 4)))
          .isInstanceOfSatisfying(
              TooFewReplicasException.class,
              e -> assertThat(List.of(e.wanted(), e.found())).containsExactly(1, 0));
      assertNotReplicated(() -> thread.append(Note.range("m", 4, 5), thread.info().revision()));
      assertNotReplicated(() -> thread.state().saveJson("1", Revision.ANY));
      ThreadRef fork = RedisFixture.newRef();
      assertNotReplicated(() -> thread.fork(fork));
      assertThat(store.thread(fork).load().messages()).isEqualTo(Note.range("m", 0, 5));
      assertNotReplicated(() -> thread.truncateFrom("m2", Revision.ANY));
      assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 2));
      assertNotReplicated(() -> thread.replaceAll(Note.range("r", 0, 2), Revision.ANY));
      assertThat(thread.load().messages()).isEqualTo(Note.range("r", 0, 2));
      assertThat(thread.state().loadJson().value()).isPresent();
    }
  }

  /** What a failover cannot lose, since the cold store has it, waits for nobody. */
  @Test
  void flushHydrateAndDelete_replicaStandsStill_areDone() {
    try (ThreadStore<Note> store = store(PATIENCE)) {
      TieredThreadManager<Note> thread = store.thread(newThread());
      Replication.holdUp(replica, master);
      assertThat(thread.flush(AfterFlush.RELEASE).isArchived()).isTrue();
      assertThat(thread.hydrate().length()).isEqualTo(3);
      assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
      assertThat(thread.delete().existed()).isTrue();
    }
  }

  /**
   * A repeated append finds its messages known; that counts when a replica has them, not before.
   */
  @Test
  void append_repeated_isAcknowledgedWhenAReplicaHasIt() {
    try (ThreadStore<Note> store = store(PATIENCE)) {
      TieredThreadManager<Note> thread = store.thread(newThread());
      Replication.holdUp(replica, master);
      assertNotReplicated(() -> thread.append(Note.range("m", 3, 4)));
      assertNotReplicated(() -> thread.append(Note.range("m", 3, 4)));
      replica.resume();
      awaitInSync(replica);
      assertThat(thread.append(Note.range("m", 3, 4)).known()).containsExactly("m3");
    }
  }

  /**
   * Newer Redis speaks of a connection's own writes only: then a repeated append that wrote nothing
   * would be told that replicas have it, at once.
   */
  @Test
  void append_repeated_writesToTheReplicas() {
    try (ThreadStore<Note> store = store(LONG)) {
      TieredThreadManager<Note> thread = store.thread(newThread());
      long before = writes();
      thread.append(Note.range("m", 0, 3));
      assertThat(writes()).isGreaterThan(before);
    }
  }

  /** What finds its work done by another's change tells its caller so: replicas must have that. */
  @Test
  void truncateAndRemoval_repeated_writeToTheReplicas() {
    try (ThreadStore<Note> store = store(LONG)) {
      TieredThreadManager<Note> thread = store.thread(newThread());
      thread.truncateFrom("m2", Revision.ANY);
      long before = writes();
      thread.truncateFrom("m2", Revision.ANY);
      long afterTruncate = writes();
      assertThat(afterTruncate).isGreaterThan(before);
      thread.state().delete(Revision.ANY);
      assertThat(writes()).isGreaterThan(afterTruncate);
    }
  }

  /** The client sends WAIT again on the next connection; another master answers for itself. */
  @Test
  void append_connectionBreaksBeforeWaitIsAnswered_isNotTakenForReplicated() throws Exception {
    try (RedisServer other = Replication.newMaster();
        RedisServer replicaOfOther = Replication.newReplica(other);
        ThreadStore<Note> store = store(LONG)) {
      TieredThreadManager<Note> thread = store.thread(newThread());
      Replication.holdUp(replica, master);
      CompletableFuture<AppendResult> append =
          CompletableFuture.supplyAsync(() -> thread.append(Note.range("m", 3, 4)));
      awaitBlocked();
      network.leadTo(other.port());
      assertThat(append)
          .failsWithin(SOON)
          .withThrowableThat()
          .withCauseInstanceOf(ThreadNotFoundException.class);
      assertThat(replicaOfOther.isRunning()).isTrue();
    }
  }

  /** While one change waits, others gather and share the next WAIT, and reads go on. */
  @Test
  void changes_whileOneWaits_shareTheNextAndHoldUpNoRead() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(20);
    try (ThreadStore<Note> store = store(LONG)) {
      List<TieredThreadManager<Note>> threads =
          Stream.generate(() -> store.thread(newThread())).limit(20).toList();
      on(master, redis -> redis.configResetstat());
      replica.pause();
      List<CompletableFuture<AppendResult>> appends =
          IntStream.range(0, 20)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> threads.get(i).append(Note.range("m", 3, 4)), executor))
              .toList();
      awaitBlocked();
      assertThat(threads.get(0).load().messages()).isNotEmpty();
      replica.resume();
      for (CompletableFuture<AppendResult> append : appends) {
        assertThat(append.get(SOON.toSeconds(), TimeUnit.SECONDS).added()).containsExactly("m3");
      }
      assertThat(waits()).isBetween(1L, 10L);
    } finally {
      executor.shutdownNow();
    }
  }

  private ThreadStore<Note> store(Duration timeout) {
    return ThreadStore.builder(client, Note.CODEC)
        .coldStore(cold)
        .settings(ThreadStoreSettings.builder().waitForReplicas(1, timeout).build())
        .build();
  }

  /** A thread of three messages, made by somebody who did not wait for replicas. */
  private ThreadRef newThread() {
    ThreadRef ref = RedisFixture.newRef();
    try (ThreadStore<Note> hasty =
        ThreadStore.builder(client, Note.CODEC).coldStore(cold).build()) {
      TieredThreadManager<Note> thread = hasty.thread(ref);
      thread.create();
      thread.append(Note.range("m", 0, 3));
    }
    return ref;
  }

  private static void awaitInSync(RedisServer replica) {
    await().atMost(SOON).until(() -> Replication.isInSync(replica));
  }

  private void awaitBlocked() {
    await()
        .atMost(SOON)
        .until(() -> on(master, redis -> redis.info("clients")).contains("blocked_clients:1"));
  }

  private static void assertNotReplicated(ThrowingCallable change) {
    assertThatThrownBy(change).isInstanceOf(TooFewReplicasException.class);
  }

  /** How many writes there have been: those are what goes to replicas. */
  private long writes() {
    return number("rdb_changes_since_last_save:([0-9]+)", "persistence");
  }

  private long waits() {
    return number("cmdstat_wait:calls=([0-9]+)", "commandstats");
  }

  private long number(String pattern, String section) {
    Matcher line = Pattern.compile(pattern).matcher(on(master, redis -> redis.info(section)));
    assertThat(line.find()).isTrue();
    return Long.parseLong(line.group(1));
  }
}
