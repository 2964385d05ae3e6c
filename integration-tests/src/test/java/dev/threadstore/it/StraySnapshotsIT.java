package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.InMemoryColdStore;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Snapshots below a thread that are not of its history: what a purge in one region and a late flush
 * in another, or two archives copied into one, leave behind (H25, H93).
 */
class StraySnapshotsIT {
  private final ThreadRef ref = RedisFixture.newRef();

  /** G5: what the snapshot above does not build on is neither shown nor restored. */
  @Test
  void history_snapshotOfAnotherHistoryBelow_isNotPartOfIt() {
    InMemoryColdStore mixed = new InMemoryColdStore();
    String first = copyEntry(archived("theirs"), mixed, 1);
    copyEntry(archived("mine"), mixed, 2);
    try (ThreadStore<Note> store = RedisEngine.REDIS_7.fixture().store().coldStore(mixed).build()) {
      TieredThreadManager<Note> thread = store.thread(ref);
      assertThat(thread.snapshots().history(10))
          .extracting(SnapshotInfo::number)
          .containsExactly(2L);
      assertThatThrownBy(() -> thread.snapshots().restore(1, Revision.ANY))
          .isInstanceOf(InvalidInputException.class);
      assertThat(thread.load().messages()).isEqualTo(Note.range("mine", 0, 4));
      assertThat(mixed.read(first)).as("the stray stays where it is").isPresent();
      thread.delete();
    }
  }

  /** The same snapshots, of one history, are all of it. */
  @Test
  void history_snapshotOfThisHistoryBelow_isPartOfIt() {
    InMemoryColdStore copied = new InMemoryColdStore();
    ColdStore archive = archived("mine");
    copyEntry(archive, copied, 1);
    copyEntry(archive, copied, 2);
    try (ThreadStore<Note> store =
        RedisEngine.REDIS_7.fixture().store().coldStore(copied).build()) {
      TieredThreadManager<Note> thread = store.thread(ref);
      assertThat(thread.snapshots().history(10))
          .extracting(SnapshotInfo::number)
          .containsExactly(2L, 1L);
      thread.snapshots().restore(1, Revision.ANY);
      assertThat(thread.load().messages()).isEqualTo(Note.range("mine", 0, 3));
      thread.delete();
    }
  }

  /** A cold store in which the thread has two snapshots, of three messages and of four. */
  private ColdStore archived(String prefix) {
    InMemoryColdStore cold = new InMemoryColdStore();
    try (ThreadStore<Note> store = RedisEngine.REDIS_7.fixture().store().coldStore(cold).build()) {
      TieredThreadManager<Note> thread = store.thread(ref);
      thread.create();
      thread.append(Note.range(prefix, 0, 3));
      thread.flush(AfterFlush.KEEP);
      thread.append(Note.range(prefix, 3, 4));
      thread.flush();
    }
    return cold;
  }

  private static String copyEntry(ColdStore from, ColdStore to, int number) {
    List<String> newestFirst = from.list("", "", 10).stream().map(o -> o.key()).toList();
    String key = newestFirst.get(newestFirst.size() - number);
    to.create(key, from.read(key).orElseThrow());
    return key;
  }
}
