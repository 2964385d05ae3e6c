package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.ThreadDeletedException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two Redises, one folder: what the promises say when a hot copy is not the only one. */
class ConflictIT {
  @TempDir private Path folder;
  private FileSystemColdStore cold;
  private final ThreadRef ref = RedisFixture.newRef();
  private ThreadStore<Note> here;
  private ThreadStore<Note> there;
  private TieredThreadManager<Note> mine;
  private TieredThreadManager<Note> theirs;

  @BeforeEach
  void bothHaveTheThreadHot() {
    cold = FileSystemColdStore.open(folder);
    here = RedisEngine.REDIS_7.fixture().store().coldStore(cold).build();
    there = RedisEngine.REDIS_6_2.fixture().store().coldStore(cold).build();
    mine = here.thread(ref);
    theirs = there.thread(ref);
    mine.create();
    mine.append(Note.range("m", 0, 3));
    mine.flush(AfterFlush.KEEP);
    theirs.hydrate();
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
    cold.close();
  }

  /** H25: the older hot copy would win, and overwrite the newer archive. */
  @Test
  void flush_bothChanged_loserGetsAConflictAndKeepsItsCopy() {
    ArchiveConflictException conflict = diverge();
    assertThat(conflict.newest()).isEqualTo(2);
    assertThat(conflict.builtOn()).isEqualTo(1);
    assertThat(mine.append(Note.range("mine", 1, 2)).added()).hasSize(1);
    assertThat(mine.load().messages()).hasSize(5);
    assertThatThrownBy(() -> mine.hydrate(Freshness.CHECK))
        .isInstanceOf(ArchiveConflictException.class);
  }

  /** H92: a conflict without a way out would keep changes where only Redis has them. */
  @Test
  void resolve_keepHot_archivesOnTop() {
    ArchiveConflictException conflict = diverge();
    assertThat(mine.resolve(Resolution.keepHot(), conflict.revision()))
        .isEqualTo(conflict.revision());
    assertThat(mine.info().snapshot()).isEqualTo(3);
    assertThat(mine.snapshots().history(10)).hasSize(3);
    theirs.hydrate();
    assertThat(theirs.load().messages()).isEqualTo(mine.load().messages());
  }

  /** H92: the second way out. */
  @Test
  void resolve_keepCold_bringsTheArchivesVersion() {
    ArchiveConflictException conflict = diverge();
    mine.resolve(Resolution.keepCold(), conflict.revision());
    assertThat(mine.load().messages()).contains(Note.of("theirs0")).hasSize(4);
  }

  /** H92: the third way out, which loses nothing. */
  @Test
  void resolve_forkHotTo_losesNothing() {
    ArchiveConflictException conflict = diverge();
    ThreadRef target = RedisFixture.newRef();
    mine.resolve(Resolution.forkHotTo(target), conflict.revision());
    assertThat(here.thread(target).load().messages()).contains(Note.of("mine0")).hasSize(4);
    assertThat(mine.load().messages()).contains(Note.of("theirs0")).hasSize(4);
  }

  @Test
  void resolve_atAnOlderRevision_isRefused() {
    ArchiveConflictException conflict = diverge();
    mine.append(Note.range("mine", 1, 2));
    assertThatThrownBy(() -> mine.resolve(Resolution.keepCold(), conflict.revision()))
        .isInstanceOf(RevisionConflictException.class);
    assertThat(mine.load().messages()).hasSize(5);
  }

  /** H97: a clean copy in another Redis would serve old data for as long as it is used. */
  @Test
  void hydrate_cleanButStale_isRefreshed() {
    theirs.append(Note.range("theirs", 0, 1));
    theirs.flush();
    assertThat(mine.hydrate().outcome()).isEqualTo(HydrateResult.Outcome.ALREADY_HOT);
    assertThat(mine.load().messages()).hasSize(3);
    assertThat(mine.hydrate(Freshness.CHECK).outcome()).isEqualTo(HydrateResult.Outcome.REFRESHED);
    assertThat(mine.load().messages()).hasSize(4);
  }

  @Test
  void flush_deletedElsewhere_conflictsIfChangedHere() {
    mine.append(Note.range("mine", 0, 1));
    theirs.delete();
    assertThatThrownBy(mine::flush).isInstanceOf(ArchiveConflictException.class);
    assertThatThrownBy(() -> mine.resolve(Resolution.keepCold(), Revision.ANY))
        .isInstanceOf(ThreadDeletedException.class);
    assertThat(mine.exists()).isFalse();
  }

  @Test
  void flush_archiveLost_neverReleasesTheOnlyCopy() {
    cold.delete(cold.list("", "", 100).stream().map(o -> o.key()).toList());
    assertThatThrownBy(mine::flush).isInstanceOf(ArchiveConflictException.class);
    assertThat(mine.load().messages()).hasSize(3);
    mine.resolve(Resolution.keepHot(), Revision.ANY);
    assertThat(mine.flush().outcome()).isEqualTo(FlushResult.Outcome.ALREADY_ARCHIVED);
    assertThat(mine.load().messages()).hasSize(3);
  }

  /**
   * H93: once retention has removed old snapshots, a stale copy would find its next number free,
   * write it far below the newest, believe itself archived, and be released.
   */
  @Test
  void flush_numbersAboveItsBaseRemoved_isAConflict() {
    mine.append(Note.range("mine", 0, 1));
    for (int i = 0; i < 4; i++) {
      theirs.append(Note.range("theirs", i, i + 1));
      theirs.flush(AfterFlush.KEEP);
    }
    List<ColdObject> snapshots = cold.list("", "", 100);
    assertThat(snapshots).hasSize(5);
    cold.delete(snapshots.subList(1, 5).stream().map(ColdObject::key).toList());
    assertThatThrownBy(mine::flush).isInstanceOf(ArchiveConflictException.class);
    assertThat(cold.list("", "", 100)).hasSize(1);
    assertThat(mine.load().messages()).contains(Note.of("mine0")).hasSize(4);
    mine.resolve(Resolution.keepHot(), Revision.ANY);
    assertThat(mine.info().snapshot()).isEqualTo(6);
  }

  /** H25: the same for a copy without changes: its release leaves the newer archive. */
  @Test
  void flush_cleanButStale_leavesTheNewer() {
    theirs.append(Note.range("theirs", 0, 1));
    theirs.flush();
    assertThat(mine.flush().outcome()).isEqualTo(FlushResult.Outcome.ALREADY_ARCHIVED);
    assertThat(mine.load().messages()).contains(Note.of("theirs0")).hasSize(4);
  }

  private ArchiveConflictException diverge() {
    mine.append(Note.range("mine", 0, 1));
    theirs.append(Note.range("theirs", 0, 1));
    theirs.flush();
    return catchThrowableOfType(ArchiveConflictException.class, mine::flush);
  }
}
