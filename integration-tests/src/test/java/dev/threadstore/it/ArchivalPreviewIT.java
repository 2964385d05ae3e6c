package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threadstore.IdleArchiver;
import dev.threadstore.internal.hot.IndexShard;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ArchiveListener;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.IdleThread;
import dev.threadstore.model.IdleThread.Outcome;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdOperation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A preview says what a pass then does, and leaves everything as it is. */
class ArchivalPreviewIT {
  private static final Duration LONG = Duration.ofHours(1);

  private final TieredFixture tiers = new TieredFixture();
  private final String namespace = "preview-" + UUID.randomUUID();
  private final List<IdleThread> heard = new ArrayList<>();

  @AfterEach
  void close() {
    tiers.close();
  }

  @Test
  void preview_threadsOfEachKind_saysWhatAPassDoes() {
    created("changed");
    created("kept").flush(AfterFlush.KEEP);
    created("flushed").flush();
    damage(created("damaged").ref());
    created("stays").keepHot(LONG);
    ArchiveReport preview = preview(Duration.ZERO);
    assertThat(preview.threads())
        .isEqualTo(
            Map.of(
                Outcome.ARCHIVED, 1L, Outcome.RELEASED, 1L, Outcome.GONE, 1L, Outcome.FAILED, 1L));
    Map<ThreadRef, Outcome> foreseen = outcomes();
    heard.clear();
    heard.clear();
    assertThat(pass(Duration.ZERO).threads()).isEqualTo(preview.threads());
    assertThat(outcomes()).isEqualTo(foreseen);
  }

  @Test
  void preview_threadInUse_isLeftAloneWhateverTheIndexSays() {
    TieredThreadManager<Note> thread = created("used");
    tiers.redis.commands().zadd(shardOf(thread.ref()), 1, thread.ref().encodedId());
    assertThat(preview(LONG).threads()).isEqualTo(Map.of(Outcome.IN_USE, 1L));
  }

  /** Looking is no use: neither the index nor a TTL hears of it. */
  @Test
  void preview_ofAnyThread_changesNothing() {
    created("changed");
    TieredThreadManager<Note> kept = created("kept");
    kept.flush(AfterFlush.KEEP);
    String head = tiers.redis.keysOf(kept.ref()).get(0);
    tiers.redis.commands().pexpire(head, 5_000_000);
    String shard = shardOf(kept.ref());
    Object activity = tiers.redis.commands().zrangeWithScores(shard, 0, -1);
    assertThat(preview(Duration.ZERO).looked()).isEqualTo(2);
    assertThat(tiers.redis.commands().pttl(head)).isBetween(1L, 5_000_000L);
    assertThat(tiers.redis.commands().zrangeWithScores(shard, 0, -1)).isEqualTo(activity);
    assertThat(pass(Duration.ZERO).looked()).isEqualTo(2);
  }

  /** What failed is due again when its pause has ended, and not before. */
  @Test
  void preview_threadThatFailed_isForeseenWhenItIsTriedAgain() {
    created("failing");
    tiers.cold.on(ColdOperation.CREATE).failBefore();
    assertThat(pass(Duration.ZERO).count(Outcome.FAILED)).isEqualTo(1);
    assertThat(preview(Duration.ZERO).looked()).isZero();
    await().until(() -> preview(Duration.ZERO).count(Outcome.ARCHIVED) == 1);
  }

  @Test
  void preview_moreThreadsThanOneQuestionTakes_findsEachOnce() {
    int count = 16 * 250;
    for (int i = 0; i < count; i++) {
      ThreadRef ref = new ThreadRef(namespace, "t" + i);
      tiers.redis.commands().zadd(shardOf(ref), 1, ref.encodedId());
    }
    assertThat(preview(Duration.ZERO).count(Outcome.GONE)).isEqualTo(count);
    assertThat(outcomes()).hasSize(count);
  }

  private Map<ThreadRef, Outcome> outcomes() {
    Map<ThreadRef, Outcome> outcomes = new HashMap<>();
    heard.forEach(thread -> outcomes.put(thread.ref(), thread.outcome()));
    return outcomes;
  }

  private TieredThreadManager<Note> created(String id) {
    TieredThreadManager<Note> thread = tiers.store.namespace(namespace).thread(id);
    thread.create();
    thread.append(Note.range("m", 0, 2));
    return thread;
  }

  private void damage(ThreadRef ref) {
    String log =
        tiers.redis.keysOf(ref).stream()
            .filter(key -> key.endsWith(":log"))
            .findAny()
            .orElseThrow();
    tiers.redis.commands().del(log);
  }

  private String shardOf(ThreadRef ref) {
    return "ts:{%s::%d}:active".formatted(ref.encodedNamespace(), IndexShard.of(ref).number());
  }

  private ArchiveReport preview(Duration idle) {
    try (IdleArchiver archiver = archiver(idle)) {
      return archiver.preview(heard::add);
    }
  }

  private ArchiveReport pass(Duration idle) {
    try (IdleArchiver archiver = archiver(idle)) {
      return archiver.runOnce();
    }
  }

  private IdleArchiver archiver(Duration idle) {
    return IdleArchiver.builder(tiers.store)
        .namespace(namespace)
        .settings(IdleArchiverSettings.builder().idle(idle).concurrency(1).build())
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
