package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threadstore.IdleArchiver;
import dev.threadstore.model.ArchiveListener;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.IdleThread;
import dev.threadstore.model.IdleThread.Outcome;
import dev.threadstore.testsupport.ColdOperation;
import dev.threadstore.testsupport.Pause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an archiver that is closed has in hand: it is finished, or somebody else can have it. */
class ArchiverCloseIT {
  private static final int THREADS = 20;
  private static final Duration SOON = Duration.ofSeconds(10);

  private final String namespace = "close-" + UUID.randomUUID();
  private final Queue<IdleThread> heard = new ConcurrentLinkedQueue<>();
  private TieredFixture tiers;

  @BeforeEach
  void open() {
    tiers = new TieredFixture();
    for (int i = 0; i < THREADS; i++) {
      tiers.store.namespace(namespace).thread("t" + i).create();
    }
  }

  @AfterEach
  void close() {
    tiers.close();
  }

  @Test
  void close_whileThreadsAreArchived_finishesThoseAndGivesTheOthersBack() throws Exception {
    Pause pause = tiers.cold.on(ColdOperation.CREATE).times(1).pauseBefore();
    IdleArchiver archiver = archiver(SOON);
    CompletableFuture<ArchiveReport> pass = CompletableFuture.supplyAsync(archiver::runOnce);
    pause.awaitReached(SOON);
    Thread closing = new Thread(archiver::close);
    closing.start();
    await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    pause.release();
    closing.join();
    ArchiveReport report = pass.get(10, TimeUnit.SECONDS);
    assertThat(report.end()).isEqualTo(ArchiveReport.End.CLOSED);
    assertThat(report.threads()).isEqualTo(Map.of(Outcome.ARCHIVED, 1L, Outcome.GIVEN_BACK, 1L));
    assertThat(heard).extracting(IdleThread::outcome).hasSize(2);
    checkTheNextDoesTheRest();
  }

  @Test
  void close_coldStoreHangs_givesItUpAfterItsPatienceAndItIsTheNexts() throws Exception {
    Pause pause = tiers.cold.on(ColdOperation.CREATE).times(1).pauseBefore();
    IdleArchiver archiver = archiver(Duration.ofMillis(100));
    CompletableFuture<ArchiveReport> pass = CompletableFuture.supplyAsync(archiver::runOnce);
    pause.awaitReached(SOON);
    archiver.close();
    ArchiveReport report = pass.get(10, TimeUnit.SECONDS);
    assertThat(report.end()).isEqualTo(ArchiveReport.End.CLOSED);
    assertThat(report.threads()).isEqualTo(Map.of(Outcome.GIVEN_BACK, 2L));
    pause.release();
    checkTheNextDoesTheRest();
  }

  @Test
  void runOnce_closedBefore_takesNothing() {
    IdleArchiver archiver = archiver(SOON);
    archiver.close();
    archiver.close();
    ArchiveReport report = archiver.runOnce();
    assertThat(report.end()).isEqualTo(ArchiveReport.End.CLOSED);
    assertThat(report.looked()).isZero();
    assertThat(leased()).isZero();
  }

  private void checkTheNextDoesTheRest() {
    assertThat(leased()).isZero();
    try (IdleArchiver next = archiver(SOON)) {
      next.runOnce();
    }
    assertThat(tiers.redis.commands().keys("ts:{" + namespace + ":t*")).isEmpty();
  }

  private long leased() {
    List<String> shards = tiers.redis.commands().keys("ts:{" + namespace + "::*}:leased");
    return shards.stream().mapToLong(tiers.redis.commands()::zcard).sum();
  }

  private IdleArchiver archiver(Duration patience) {
    IdleArchiverSettings settings =
        IdleArchiverSettings.builder()
            .idle(Duration.ZERO)
            .concurrency(1)
            .closePatience(patience)
            .build();
    return IdleArchiver.builder(tiers.store)
        .namespace(namespace)
        .settings(settings)
        .listener(
            new ArchiveListener() {
              @Override
              public void onThread(IdleThread thread) {
                heard.add(thread);
              }
            })
        .build();
  }
}
