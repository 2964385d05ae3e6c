package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.DeleteResult;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.ThreadDeletedException;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Redis that went back, by an older backup, a power cut, or a failover to a replica that lagged
 * (H81, H95, H97): noticed wherever it contradicts the archive or a caller's revision; nothing that
 * either side has is overwritten or dropped.
 */
@ParameterizedClass
@EnumSource(GoingBack.Way.class)
class RedisRollbackIT {
  private final GoingBack.Way way;
  private final ThreadRef ref = RedisFixture.newRef();
  @TempDir private Path redisFolder;
  @TempDir private Path coldFolder;
  private GoingBack redis;
  private RedisFixture client;
  private BothTiers tiers;
  private TieredThreadManager<Note> thread;

  RedisRollbackIT(GoingBack.Way way) {
    this.way = way;
  }

  @BeforeEach
  void open() {
    redis = new GoingBack(way, redisFolder);
    client = RedisFixture.on(redis.uri());
    tiers = new BothTiers(client, coldFolder);
    thread = tiers.store().thread(ref);
    thread.create();
    thread.append(Note.range("m", 0, 3));
  }

  @AfterEach
  void close() {
    tiers.close();
    client.close();
    redis.close();
  }

  /**
   * H81: after as many changes as before, the version is the same again, and a flush would take the
   * snapshot of the lost history for its own and release the copy.
   */
  @Test
  void rollback_behindASnapshot_conflictsAndLosesNothing() {
    redis.remember();
    thread.append(Note.range("lost", 0, 1));
    thread.flush(AfterFlush.KEEP);
    redis.goBack();

    Revision again = thread.append(Note.range("other", 0, 1)).revision();
    assertThatThrownBy(thread::flush).isInstanceOf(ArchiveConflictException.class);
    assertThat(Note.ids(thread.load().messages())).containsExactly("m0", "m1", "m2", "other0");

    ThreadRef fork = RedisFixture.newRef();
    thread.resolve(Resolution.forkHotTo(fork), again);
    assertThat(Note.ids(thread.load().messages())).containsExactly("m0", "m1", "m2", "lost0");
    assertThat(Note.ids(tiers.store().thread(fork).load().messages()))
        .containsExactly("m0", "m1", "m2", "other0");
  }

  /** H81: and so would one that was under way all the time. */
  @Test
  void rollback_whileAFlushIsUnderWay_releasesNothing() {
    redis.remember();
    thread.append(Note.range("lost", 0, 1));
    Stalled<FlushResult> flush =
        tiers.stall("before redis.commit_flush", ref, TieredThreadManager::flush);
    redis.goBack();
    thread.append(Note.range("other", 0, 1));
    assertThatThrownBy(flush::goOn).isInstanceOf(ArchiveConflictException.class);
    assertThat(Note.ids(thread.load().messages())).containsExactly("m0", "m1", "m2", "other0");
    thread.resolve(Resolution.keepHot(), Revision.ANY);
    thread.flush();
    assertThat(Note.ids(thread.load().messages())).containsExactly("m0", "m1", "m2", "other0");
    thread.snapshots().restore(1, Revision.ANY);
    assertThat(Note.ids(thread.load().messages())).containsExactly("m0", "m1", "m2", "lost0");
  }

  /** H81: what only Redis had is gone; whoever tries again finds its ids unknown, not known. */
  @Test
  void rollback_behindAnAppend_letsItBeTriedAgain() {
    redis.remember();
    List<Note> lost = Note.range("m", 3, 5);
    thread.append(lost);
    redis.goBack();
    assertThat(thread.append(lost).added()).containsExactly("m3", "m4");
    thread.flush();
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
  }

  /** H95: a revision of the lost history has the number of another one now, and would pass. */
  @Test
  void rollback_changeExpectingALostRevision_isRefused() {
    redis.remember();
    Revision seen = thread.append(Note.range("lost", 0, 1)).revision();
    redis.goBack();
    Revision again = thread.append(Note.range("other", 0, 1)).revision();
    assertThat(again.version()).isEqualTo(seen.version());
    assertThatThrownBy(() -> thread.append(Note.range("x", 0, 1), seen))
        .isInstanceOf(RevisionConflictException.class);
    assertThatThrownBy(() -> thread.replaceAll(List.of(), seen))
        .isInstanceOf(RevisionConflictException.class);
    assertThatThrownBy(() -> thread.truncateFrom("m0", seen))
        .isInstanceOf(RevisionConflictException.class);
    assertThatThrownBy(() -> thread.state().saveJson("1", seen))
        .isInstanceOf(RevisionConflictException.class);
    assertThat(Note.ids(thread.load().messages())).containsExactly("m0", "m1", "m2", "other0");
  }

  /**
   * H97, H25: a copy that was clean when the backup was made serves old data; a session that begins
   * with a check gets the new, and no flush of the old one overwrites it.
   */
  @Test
  void rollback_toACleanCopy_isRefreshedAndNeverArchivedOverTheNewer() {
    thread.flush(AfterFlush.KEEP);
    redis.remember();
    thread.append(Note.range("m", 3, 5));
    thread.flush();
    redis.goBack();
    assertThat(thread.load().messages()).as("trusted").isEqualTo(Note.range("m", 0, 3));
    assertThat(thread.hydrate(Freshness.CHECK).outcome())
        .isEqualTo(HydrateResult.Outcome.REFRESHED);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
  }

  /** H97, H25: nor if the old copy is changed first. */
  @Test
  void rollback_toACleanCopyThatIsUsed_conflicts() {
    thread.flush(AfterFlush.KEEP);
    redis.remember();
    thread.append(Note.range("m", 3, 5));
    thread.flush();
    redis.goBack();
    thread.append(Note.range("other", 0, 1));
    assertThatThrownBy(thread::flush).isInstanceOf(ArchiveConflictException.class);
    assertThatThrownBy(() -> thread.hydrate(Freshness.CHECK))
        .isInstanceOf(ArchiveConflictException.class);
    assertThat(Note.ids(thread.load().messages())).containsExactly("m0", "m1", "m2", "other0");
    thread.resolve(Resolution.keepCold(), Revision.ANY);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
  }

  /** H85: a thread would come back with an older Redis. */
  @Test
  void rollback_behindADeletion_doesNotBringTheThreadBack() {
    redis.remember();
    thread.delete();
    redis.goBack();
    assertThatThrownBy(thread::flush).isInstanceOf(ThreadDeletedException.class);
    assertThat(thread.exists()).isFalse();
    assertThatThrownBy(thread::load).isInstanceOf(ThreadNotFoundException.class);
  }

  /** H85: nor are messages dropped with it that are appended at the last moment. */
  @Test
  void rollback_behindADeletionAndAppendedToWhileFlushed_conflicts() {
    redis.remember();
    thread.delete();
    redis.goBack();
    Stalled<FlushResult> flush = tiers.stall("before redis.drop", ref, TieredThreadManager::flush);
    thread.append(Note.range("m", 3, 4));
    assertThatThrownBy(flush::goOn).isInstanceOf(ArchiveConflictException.class);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  /** H85, H106: a seal that comes back would be completed, on top of the thread created since. */
  @Test
  void rollback_toTheMiddleOfADeletion_leavesTheThreadCreatedSince() {
    thread.flush(AfterFlush.KEEP);
    Stalled<DeleteResult> delete =
        tiers.stall("after redis.seal", ref, TieredThreadManager::delete);
    redis.remember();
    delete.goOn();
    thread.create();
    thread.append(Note.range("new", 0, 2));
    thread.flush();
    redis.goBack();
    assertThat(thread.load().messages()).isEqualTo(Note.range("new", 0, 2));
    thread.append(Note.range("new", 2, 3));
    thread.flush();
    assertThat(thread.load().messages()).isEqualTo(Note.range("new", 0, 3));
  }

  /** H85, H106: the same of a thread that was not hot when it was deleted. */
  @Test
  void rollback_toTheMiddleOfADeletionInTheArchive_leavesTheThreadCreatedSince() {
    thread.flush();
    Stalled<DeleteResult> delete =
        tiers.stall("after redis.seal", ref, TieredThreadManager::delete);
    redis.remember();
    delete.goOn();
    thread.create();
    thread.append(Note.range("new", 0, 2));
    thread.flush();
    redis.goBack();
    assertThat(thread.load().messages()).isEqualTo(Note.range("new", 0, 2));
  }

  /**
   * H85: a deletion whose seal is gone would take that for somebody else's work, and report what
   * was not done. It notices because a flush has left a snapshot where its tombstone was to stand.
   */
  @Test
  void rollback_behindTheSealOfADeletion_isDeletedAllTheSame() {
    tiers.stall("after cold.create", ref, TieredThreadManager::flush).die();
    redis.remember();
    Stalled<DeleteResult> delete =
        tiers.stall("after redis.seal", ref, TieredThreadManager::delete);
    redis.goBack();
    assertThat(delete.goOn().existed()).isTrue();
    assertThat(thread.exists()).isFalse();
    assertThatThrownBy(thread::hydrate).isInstanceOf(ThreadNotFoundException.class);
  }

  /**
   * H85: nor does the tombstone tell that nothing is left, if the copy that it buried is back when
   * the deletion comes to its last step.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rollback_behindTheSealOfABuriedThread_isDeletedAllTheSame(boolean changedSince) {
    redis.remember();
    if (changedSince) {
      thread.append(Note.range("m", 3, 4));
    }
    Stalled<DeleteResult> delete =
        tiers.stall("before redis.finish", ref, TieredThreadManager::delete);
    redis.goBack();
    assertThat(delete.goOn().existed()).isTrue();
    assertThat(thread.exists()).isFalse();
    assertThatThrownBy(thread::hydrate).isInstanceOf(ThreadNotFoundException.class);
  }

  /**
   * H83: a read in several steps finds the thread shorter than it was, of the same epoch: it would
   * ask for the rest for ever.
   */
  @Test
  void rollback_betweenTheStepsOfALoad_isReadAnew() {
    redis.remember();
    thread.append(Note.range("lost", 0, 1000));
    Stalled<List<Note>> load =
        tiers.stall("before redis.read", 1, ref, other -> other.load().messages());
    redis.goBack();
    assertThat(Note.ids(load.goOn())).containsExactly("m0", "m1", "m2");
  }

  /** H83: and a fork, which has read the head already, would be of messages that are nowhere. */
  @Test
  void rollback_betweenTheStepsOfAFork_forksWhatIsThere() {
    ThreadRef fork = RedisFixture.newRef();
    redis.remember();
    thread.append(Note.range("lost", 0, 1));
    Stalled<TieredThreadManager<Note>> forked =
        tiers.stall("before redis.read", ref, other -> other.fork(fork));
    redis.goBack();
    forked.goOn();
    assertThat(Note.ids(tiers.store().thread(fork).load().messages()))
        .containsExactly("m0", "m1", "m2");
  }

  /**
   * H83: others have appended as many since: what was read before does not go with what follows.
   */
  @Test
  void rollback_betweenTheStepsOfALoadAndAppendedTo_isOneHistory() {
    redis.remember();
    thread.append(Note.range("lost", 0, 1000));
    Stalled<List<Note>> load =
        tiers.stall("before redis.read", 1, ref, other -> other.load().messages());
    redis.goBack();
    thread.append(Note.range("other", 0, 1000));
    assertThat(load.goOn()).isEqualTo(thread.load().messages());
  }

  /**
   * H83: and a fork of those messages would name the archived ones of the lost history as its own.
   */
  @Test
  void rollback_betweenTheStepsOfAForkAndAppendedTo_isOneHistory() {
    ThreadRef fork = RedisFixture.newRef();
    redis.remember();
    thread.append(Note.range("lost", 0, 700));
    tiers
        .store(ThreadStoreSettings.builder().segmentBytes(1).build(), Failpoints.NONE)
        .thread(ref)
        .flush(AfterFlush.KEEP);
    Stalled<TieredThreadManager<Note>> forked =
        tiers.stall("before redis.read", ref, other -> other.fork(fork));
    redis.goBack();
    thread.append(Note.range("other", 0, 700));
    forked.goOn();
    TieredThreadManager<Note> made = tiers.store().thread(fork);
    List<Note> hot = made.load().messages();
    made.flush();
    assertThat(made.load().messages()).isEqualTo(hot);
    assertThat(hot).isEqualTo(thread.load().messages());
  }

  /** H82: a gate that comes back lets a hydrate that stalled put its old snapshot into Redis. */
  @Test
  void rollback_bringsAGateBack_nothingIsArchivedOverTheNewer() {
    thread.flush();
    Stalled<HydrateResult> hydrate =
        tiers.stall("before redis.install", ref, TieredThreadManager::hydrate);
    redis.remember();
    thread.append(Note.range("m", 3, 5));
    thread.flush();
    redis.goBack();
    hydrate.goOn();
    assertThat(thread.hydrate(Freshness.CHECK).length()).isEqualTo(5);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
    assertThat(thread.flush().outcome()).isEqualTo(FlushResult.Outcome.ALREADY_ARCHIVED);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
  }
}
