package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.DeleteResult;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.ThreadDeletedException;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ForwardingColdStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a deletion leaves behind, and what comes after it, however late (G10). */
class TombstonesIT extends OnBothTiers {
  @BeforeEach
  void archive() {
    thread.create();
    thread.append(Note.range("m", 0, 3));
    thread.flush();
  }

  /**
   * H86, H15, H5: a tombstone that is collected one day frees its number, and a process that was
   * stopped in a flush or a hydrate would bring the thread back a year later; so would another
   * Redis.
   */
  @Test
  void tombstone_aYearOld_keepsEveryLatecomerOut() {
    try (RedisFixture elsewhere = RedisFixture.start(RedisEngine.REDIS_6_2);
        BothTiers otherRegion = new BothTiers(elsewhere, folder)) {
      TieredThreadManager<Note> theirs = otherRegion.store().thread(ref);
      theirs.append(Note.range("theirs", 0, 1));
      Stalled<HydrateResult> hydrate =
          tiers.stall("before redis.install", ref, TieredThreadManager::hydrate);
      thread.append(Note.range("m", 3, 4));
      Stalled<FlushResult> flush =
          tiers.stall("before cold.create", ref, TieredThreadManager::flush);
      thread.delete();
      aYearPasses();

      assertThat(flush.goOn().outcome()).isEqualTo(FlushResult.Outcome.NOT_HOT);
      assertThatThrownBy(hydrate::goOn).isInstanceOf(ThreadDeletedException.class);
      assertThatThrownBy(theirs::flush).isInstanceOf(ArchiveConflictException.class);
      assertThatThrownBy(() -> theirs.resolve(Resolution.keepCold(), Revision.ANY))
          .isInstanceOf(ThreadDeletedException.class);
      assertThat(theirs.exists()).isFalse();
      assertThat(thread.exists()).isFalse();
      assertThatThrownBy(thread::load).isInstanceOf(ThreadNotFoundException.class);
      assertThatThrownBy(thread::hydrate).isInstanceOf(ThreadNotFoundException.class);
      assertThat(thread.snapshots().history(9))
          .extracting(SnapshotInfo::kind)
          .containsExactly(SnapshotInfo.Kind.TOMBSTONE);

      thread.create();
      assertThat(thread.flush().snapshot()).isEqualTo(3);
    }
  }

  /**
   * H85, H106: a deletion that stands still at any place would take with it what was created under
   * the id since, or leave its messages to be found by the new thread.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "after redis.seal",
        "before cold.list",
        "before cold.create",
        "after cold.create",
        "before redis.finish",
        "after redis.finish"
      })
  void delete_standsStill_takesNothingOfTheThreadCreatedAfresh(String place) {
    thread.append(Note.range("m", 3, 5));
    Stalled<DeleteResult> slow = tiers.stall(place, ref, TieredThreadManager::delete);
    assertThat(thread.createIfAbsent()).isTrue();
    assertThat(thread.append(Note.range("m", 0, 2)).added()).hasSize(2);
    slow.goOn();
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 2));
    assertThat(thread.flush().isArchived()).isTrue();
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 2));
  }

  /** H106: nor what was created after a purge, which builds on no tombstone. */
  @Test
  void delete_standsStillAcrossAPurge_takesNothingOfTheThreadCreatedAfresh() {
    thread.append(Note.range("m", 3, 5));
    Stalled<DeleteResult> slow =
        tiers.stall("before redis.finish", ref, TieredThreadManager::delete);
    thread.purge();
    thread.create();
    thread.append(Note.range("m", 0, 2));
    assertThat(slow.goOn().existed()).isTrue();
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 2));
  }

  /**
   * H85: a deletion that died at any place is completed by whoever comes next, or did not begin.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "before redis.seal",
        "after redis.seal",
        "before cold.create",
        "after cold.create",
        "before redis.finish"
      })
  void delete_dies_leavesAllOrNothing(String place) {
    thread.append(Note.range("m", 3, 5));
    tiers.stall(place, ref, TieredThreadManager::delete).die();
    if (place.equals("before redis.seal")) {
      assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
    } else {
      assertThatThrownBy(() -> thread.append(Note.range("m", 5, 6)))
          .isInstanceOf(ThreadNotFoundException.class);
      assertThat(thread.exists()).isFalse();
      assertThat(tiers.redis().keysOf(ref)).noneMatch(key -> !key.endsWith("gate"));
    }
  }

  /** Whoever looks at the store a year later collects what is old. */
  private void aYearPasses() {
    try (FileSystemColdStore cold = FileSystemColdStore.open(folder);
        ThreadStore<Note> later = tiers.redis().store().coldStore(new YearsOld(cold)).build()) {
      assertThat(later.thread(ref).delete().existed()).isFalse();
    }
    try (FileSystemColdStore cold = FileSystemColdStore.open(folder)) {
      assertThat(cold.list("", "", 9)).hasSize(1);
    }
  }

  /** A store all of whose objects are a year older than they are. */
  private static final class YearsOld extends ForwardingColdStore {
    YearsOld(ColdStore store) {
      super(store);
    }

    @Override
    public List<ColdObject> list(String prefix, String after, int limit) {
      return super.list(prefix, after, limit).stream()
          .map(o -> new ColdObject(o.key(), o.size(), o.age().plus(Duration.ofDays(365))))
          .toList();
    }
  }
}
