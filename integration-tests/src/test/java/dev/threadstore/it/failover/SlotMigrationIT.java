package dev.threadstore.it.failover;

import static dev.threadstore.it.failover.SlotMigration.errors;
import static dev.threadstore.it.failover.SlotMigration.threadsIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A slot moves to another master, key by key, while threads in it are in use (H104): nothing is
 * lost, doubled or out of order, and nobody is told of it. Each test proves by the servers' own
 * counts that clients have met the redirection that it is about.
 */
class SlotMigrationIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration WAIT = Duration.ofSeconds(5);

  private static ReplicatedCluster redis;
  private static ThreadStore<Note> store;
  private static int nextSlot = 100;

  /** In the part of the first master, and never moved before. */
  private final int slot = nextSlot++;

  private SlotMigration migration;

  @BeforeAll
  static void start() {
    redis = new ReplicatedCluster();
    store =
        redis.redirectedStore(
            ThreadStoreSettings.builder()
                // Refusals that pass by themselves must not use attempts up.
                .maxAttempts(2)
                .callTimeout(PATIENCE)
                .build());
  }

  @AfterAll
  static void close() {
    redis.close();
  }

  @BeforeEach
  void open() {
    migration =
        new SlotMigration(slot, redis.cluster().masters().get(0), redis.cluster().masters().get(1));
    migration.source().configResetstat();
    migration.target().configResetstat();
    migration.target().scriptFlush();
  }

  @AfterEach
  void end() {
    migration.close();
  }

  /** H104: MOVED, ASK, TRYAGAIN and NOSCRIPT, all under load. */
  @Test
  void migration_underLoad_losesNothing() {
    Load load = Load.on(store, threadsIn(slot, 9));
    load.awaitEach(10);
    migration.begin();
    for (String key : migration.left()) {
      migration.move(key);
    }
    await().atMost(PATIENCE).until(() -> errors(migration.source(), "ASK") > 0);
    await().atMost(PATIENCE).until(() -> errors(migration.target(), "TRYAGAIN") > 0);
    migration.end();
    load.awaitEach(10);
    load.end().forEach(Conversation::assertWhole);
    assertThat(errors(migration.source(), "MOVED")).isPositive();
    assertThat(errors(migration.target(), "NOSCRIPT")).isPositive();
  }

  /** H104: a change that meets TRYAGAIN waits until the slot has moved, or its deadline. */
  @Test
  void append_keysOnBothSides_waitsUntilTheyAreTogether() throws Exception {
    TieredThreadManager<Note> thread = newThread(store);
    migration.begin();
    migration.move(migration.left().get(0));
    CompletableFuture<AppendResult> append =
        CompletableFuture.supplyAsync(() -> thread.append(Note.range("m", 3, 5)));
    await().atMost(PATIENCE).until(() -> errors(migration.source(), "TRYAGAIN") > 3);
    assertThat(append).isNotDone();
    migration.end();
    assertThat(append.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).added())
        .containsExactly("m3", "m4");
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
  }

  /** H104: the node to which ASK leads does not know the script. */
  @Test
  void append_askedElsewhereWithoutTheScript_isDoneOnce() {
    assertDoneOnceElsewhere(store);
  }

  /** H104: the same where the library follows redirections itself, since WAIT must follow, too. */
  @Test
  void append_askedElsewhereAndWaitingForReplicas_isDoneOnce() {
    try (ThreadStore<Note> waiting =
        redis.redirectedStore(ThreadStoreSettings.builder().waitForReplicas(1, WAIT).build())) {
      assertDoneOnceElsewhere(waiting);
    }
  }

  private void assertDoneOnceElsewhere(ThreadStore<Note> store) {
    TieredThreadManager<Note> thread = newThread(store);
    // With a gate all keys of the thread exist, so that the target may run scripts on them.
    String gate = migration.left().get(0).replaceFirst(":[a-z]+$", ":gate");
    migration.source().set(gate, "g");
    migration.begin();
    migration.left().forEach(migration::move);
    for (int i = 3; i < 6; i++) {
      thread.append(Note.range("m", i, i + 1));
    }
    assertThat(errors(migration.source(), "ASK")).isPositive();
    assertThat(errors(migration.target(), "NOSCRIPT")).isPositive();
    assertThat(errors(migration.source(), "MOVED")).isZero();
    migration.end();
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 6));
  }

  private TieredThreadManager<Note> newThread(ThreadStore<Note> store) {
    ThreadRef ref = threadsIn(slot, 1).get(0);
    TieredThreadManager<Note> thread = store.thread(ref);
    thread.create();
    thread.append(Note.range("m", 0, 3));
    return thread;
  }
}
