package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.DeleteResult;
import dev.threadstore.model.TieredThreadManager;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a deletion leaves in the archive, for how long, and who relies on it. */
class DeletionRemainsIT {
  private final TieredFixture tiered = new TieredFixture();
  private final TieredThreadManager<Note> thread = tiered.thread;

  @BeforeEach
  void archiveTwice() {
    thread.flush(AfterFlush.KEEP);
    thread.append(Note.range("m", 3, 4));
    thread.flush(AfterFlush.KEEP);
  }

  @AfterEach
  void close() {
    tiered.close();
  }

  /** H93: a number must not become free while a flush may still be on its way to it. */
  @Test
  void delete_youngSnapshots_stay() {
    tiered.passTime(Duration.ofHours(23));
    DeleteResult deleted = thread.delete();
    assertThat(deleted.tombstone()).isEqualTo(3);
    assertThat(deleted.removed()).isZero();
    assertThat(objects()).isEqualTo(3);
  }

  @Test
  void delete_oldSnapshots_areRemoved() {
    tiered.passTime(Duration.ofHours(25));
    assertThat(thread.delete().removed()).isEqualTo(2);
    assertThat(objects()).isEqualTo(1);
  }

  /** H92: whoever removes every trace of a thread does not stop one created afresh elsewhere. */
  @Test
  void flush_tombstoneBelowPurgedElsewhere_archives() {
    thread.delete();
    thread.create();
    thread.append(Note.range("new", 0, 2));
    try (ThreadStore<Note> other =
        RedisEngine.REDIS_6_2.fixture().store().coldStore(tiered.cold).build()) {
      other.thread(thread.ref()).purge();
    }
    assertThat(objects()).isZero();
    assertThat(thread.flush().isArchived()).isTrue();
    assertThat(thread.load().messages()).isEqualTo(Note.range("new", 0, 2));
  }

  /** The numbers after the one that the copy builds on are gone, and a tombstone is the newest. */
  @Test
  void delete_staleCopyOfAThreadLongDeletedElsewhere_saysThatItWasThere() {
    try (ThreadStore<Note> other =
        RedisEngine.REDIS_6_2.fixture().store().coldStore(tiered.cold).build()) {
      TieredThreadManager<Note> theirs = other.thread(thread.ref());
      theirs.append(Note.range("theirs", 0, 1));
      theirs.flush(AfterFlush.KEEP);
      tiered.passTime(Duration.ofHours(25));
      theirs.delete();
    }
    assertThat(objects()).isEqualTo(1);
    assertThat(thread.delete().existed()).isTrue();
    assertThat(thread.exists()).isFalse();
    assertThat(thread.delete().existed()).isFalse();
  }

  private int objects() {
    String folder = "threads/" + thread.ref().encodedNamespace() + "/" + thread.ref().encodedId();
    return tiered.cold.list(folder + "/", "", 100).size();
  }
}
