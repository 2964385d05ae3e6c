package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdOperation;
import io.lettuce.core.RestoreArgs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last copy of anything is given up only for what is really there. */
class LastCopyIT {

  @Nested
  class OneStore {
    private final TieredFixture tiered = new TieredFixture();
    private final RedisFixture redis = tiered.redis;
    private final TieredThreadManager<Note> thread = tiered.thread;

    @AfterEach
    void close() {
      tiered.close();
    }

    /** G1: a fork of the beginning has the same lineage, and not what is dropped for it. */
    @Test
    void forkHotTo_aForkOfTheBeginning_isNotTakenForItsOwn() {
      thread.flush(AfterFlush.KEEP);
      thread.append(Note.range("m", 3, 5));
      ThreadRef target = RedisFixture.newRef();
      thread.fork(target, ForkPoint.first(1), ForkState.CURRENT);
      assertRefusedAndNothingDropped(target);
    }

    /** G1: nor has a fork that was cut since. */
    @Test
    void forkHotTo_aForkThatWasCut_isNotTakenForItsOwn() {
      thread.flush(AfterFlush.KEEP);
      thread.append(Note.range("m", 3, 5));
      ThreadRef target = RedisFixture.newRef();
      thread.fork(target).truncateFrom("m2", Revision.ANY);
      assertRefusedAndNothingDropped(target);
    }

    /** G1: nor has one without the state. */
    @Test
    void forkHotTo_aForkWithoutState_isNotTakenForItsOwn() {
      thread.flush(AfterFlush.KEEP);
      thread.state().saveJson("{\"a\":1}", Revision.ANY);
      ThreadRef target = RedisFixture.newRef();
      thread.fork(target, ForkPoint.end(), ForkState.NONE);
      assertRefusedAndNothingDropped(target);
    }

    /** G6, G11: what is left of a damaged copy is not dropped for a snapshot that is not there. */
    @Test
    void restore_damagedCopyAndNoSuchSnapshot_dropsNothing() {
      thread.flush(AfterFlush.KEEP);
      thread.append(Note.range("m", 3, 5));
      redis.commands().del(key("ids"));
      List<String> left = redis.keysOf(thread.ref());
      assertThatThrownBy(() -> thread.snapshots().restore(99, Revision.ANY))
          .isInstanceOf(InvalidInputException.class);
      assertThat(redis.keysOf(thread.ref())).isEqualTo(left);
    }

    /** The same, and the cold store is down. */
    @Test
    void restore_damagedCopyAndColdStoreDown_dropsNothing() {
      thread.flush(AfterFlush.KEEP);
      thread.append(Note.range("m", 3, 5));
      redis.commands().del(key("ids"));
      List<String> left = redis.keysOf(thread.ref());
      tiered.cold.on(ColdOperation.LIST).failBefore();
      assertThat(catchThrowable(() -> thread.snapshots().restore(1, Revision.ANY))).isNotNull();
      assertThat(redis.keysOf(thread.ref())).isEqualTo(left);
    }

    /** A damaged copy of a new life is not given up for the tombstone of the one before. */
    @Test
    void keepCold_damagedCopyOnATombstone_dropsNothing() {
      thread.delete();
      thread.create();
      thread.append(Note.range("new", 0, 2));
      redis.commands().del(key("ids"));
      List<String> left = redis.keysOf(thread.ref());
      TieredFixture.attempt(() -> thread.resolve(Resolution.keepCold(), Revision.ANY));
      assertThat(redis.keysOf(thread.ref())).isEqualTo(left);
    }

    /** G1, H85: a backup with an old seal in it, put back after two deletions and a day. */
    @Test
    void delete_redisRestoredBehindTwoDeletions_leavesTheThreadCreatedAfresh() throws Exception {
      thread.flush(AfterFlush.KEEP);
      tiered.cold.on(ColdOperation.CREATE).failBefore();
      TieredFixture.attempt(thread::delete); // the seal stays
      Map<String, byte[]> dumps = new LinkedHashMap<>();
      for (String key : redis.keysOf(thread.ref())) {
        dumps.put(key, redis.commands().dump(key));
      }
      tiered.cold.clearFaults();
      thread.delete(); // tombstone 2
      thread.create();
      thread.flush();
      tiered.passTime(Duration.ofDays(2));
      thread.delete(); // takes entries 1 to 3 away, tombstone 2 too
      thread.create();
      thread.append(Note.range("new", 0, 2));
      assertThat(thread.flush().isArchived()).isTrue();
      dumps.forEach((k, v) -> redis.commands().restore(k, v, RestoreArgs.Builder.ttl(0).replace()));
      TieredFixture.attempt(thread::load); // completes the old deletion
      assertThat(thread.exists()).isTrue();
      assertThat(thread.load().messages()).isEqualTo(Note.range("new", 0, 2));
    }

    /** What a fork to there lacks is still where it was. */
    private void assertRefusedAndNothingDropped(ThreadRef target) {
      List<Note> messages = thread.load().messages();
      Optional<String> state = thread.state().loadJson().value();
      Throwable refused =
          catchThrowable(() -> thread.resolve(Resolution.forkHotTo(target), Revision.ANY));
      assertThat(thread.load().messages()).isEqualTo(messages);
      assertThat(thread.state().loadJson().value()).isEqualTo(state);
      assertThat(refused).isInstanceOf(ThreadExistsException.class);
    }

    private String key(String end) {
      return redis.keysOf(thread.ref()).stream()
          .filter(k -> k.endsWith(":" + end))
          .findAny()
          .orElseThrow();
    }
  }

  @Nested
  class SeveralProcesses {
    private final ThreadRef ref = RedisFixture.newRef();
    @TempDir private Path folder;

    private BothTiers open() {
      BothTiers tiers = new BothTiers(RedisEngine.REDIS_7.fixture(), folder);
      TieredThreadManager<Note> thread = tiers.store().thread(ref);
      thread.create();
      thread.append(Note.range("m", 0, 3));
      thread.flush();
      return tiers;
    }

    /** keepCold looks at the archive, the thread is deleted and made anew, keepCold drops it. */
    @Test
    void keepCold_slowWhileTheIdIsCreatedAfresh_leavesTheNewThread() {
      try (BothTiers tiers = open()) {
        TieredThreadManager<Note> thread = tiers.store().thread(ref);
        thread.append(Note.range("m", 3, 4));
        Stalled<Revision> slow =
            tiers.stall(
                "after cold.read", ref, t -> t.resolve(Resolution.keepCold(), Revision.ANY));
        thread.delete();
        thread.create();
        thread.append(Note.range("new", 0, 2));
        TieredFixture.attempt(slow::goOn);
        assertThat(thread.exists()).isTrue();
        assertThat(thread.load().messages()).isEqualTo(Note.range("new", 0, 2));
      }
    }

    /** The same before forkHotTo: what is dropped is what was forked. */
    @Test
    void forkHotTo_slowWhileTheIdIsCreatedAfresh_leavesTheNewThread() {
      try (BothTiers tiers = open()) {
        TieredThreadManager<Note> thread = tiers.store().thread(ref);
        thread.append(Note.range("m", 3, 4));
        List<ThreadRef> target = new ArrayList<>(List.of(RedisFixture.newRef()));
        Stalled<Revision> slow =
            tiers.stall(
                "after cold.read",
                ref,
                t -> t.resolve(Resolution.forkHotTo(target.get(0)), Revision.ANY));
        thread.delete();
        thread.create();
        thread.append(Note.range("new", 0, 2));
        TieredFixture.attempt(slow::goOn);
        assertThat(thread.exists()).isTrue();
        assertThat(thread.load().messages()).isEqualTo(Note.range("new", 0, 2));
      }
    }
  }
}
