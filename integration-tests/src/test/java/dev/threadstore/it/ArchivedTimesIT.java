package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.Timed;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.ThreadSnapshots;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.InMemoryColdStore;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When each entry of a history was archived, by the clock of the process that did it. */
class ArchivedTimesIT {
  private static final Instant FIRST = Instant.parse("2031-05-04T03:02:01.123Z");
  private static final Instant SECOND = Instant.parse("2030-01-01T00:00:00Z");

  private final AtomicReference<Instant> clock = new AtomicReference<>(FIRST);
  private final ThreadStore<Note> store =
      Timed.by(clock::get, RedisEngine.REDIS_7.fixture().store().coldStore(new InMemoryColdStore()))
          .build();
  private final TieredThreadManager<Note> thread = store.thread(RedisFixture.newRef());

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void history_ofSnapshots_tellsTheTimeOfEach() {
    archive();
    clock.set(SECOND);
    thread.append(Note.range("m", 3, 4));
    thread.flush();
    assertThat(thread.snapshots().history(9))
        .extracting(SnapshotInfo::archived)
        .containsExactly(Optional.of(SECOND), Optional.of(FIRST));
  }

  @Test
  void history_ofADeletedThread_tellsWhen() {
    archive();
    clock.set(SECOND);
    thread.delete();
    assertThat(newest(thread.snapshots())).hasValue(SECOND);
  }

  @Test
  void history_ofAForkInTheArchive_tellsWhen() {
    archive();
    clock.set(SECOND);
    assertThat(newest(thread.fork(RedisFixture.newRef()).snapshots())).hasValue(SECOND);
  }

  private void archive() {
    thread.create();
    thread.append(Note.range("m", 0, 3));
    thread.flush();
  }

  private static Optional<Instant> newest(ThreadSnapshots snapshots) {
    return snapshots.history(1).get(0).archived();
  }
}
