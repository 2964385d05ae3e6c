package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.model.UnreadableSnapshotException;
import dev.threadstore.testsupport.ColdOperation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A hot copy with unarchived changes is not given up for something that turns out not to be there
 * (H92: the ways out of a conflict lose nothing unless asked to).
 */
class ResolutionGuardsIT {
  private final TieredFixture tiered = new TieredFixture();
  private final TieredThreadManager<Note> thread = tiered.thread;

  @AfterEach
  void close() {
    tiered.close();
  }

  @Test
  void resolve_keepColdOfNothing_keepsTheHotCopy() {
    assertThatThrownBy(() -> thread.resolve(Resolution.keepCold(), Revision.ANY))
        .isInstanceOf(InvalidInputException.class);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
  }

  @Test
  void resolve_keepColdOfADamagedSnapshot_keepsTheHotCopy() {
    thread.flush(AfterFlush.KEEP);
    thread.append(Note.range("m", 3, 4));
    tiered.cold.on(ColdOperation.READ).corrupt(bytes -> new byte[bytes.length]);
    assertThatThrownBy(() -> thread.resolve(Resolution.keepCold(), Revision.ANY))
        .isInstanceOf(UnreadableSnapshotException.class);
    tiered.cold.clearFaults();
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  /** The tombstone on which a thread created afresh builds is not its rival. */
  @Test
  void resolve_keepColdOfAnEarlierLife_keepsTheHotCopy() {
    thread.delete();
    thread.create();
    thread.append(Note.range("new", 0, 2));
    assertThatThrownBy(() -> thread.resolve(Resolution.keepCold(), Revision.ANY))
        .isInstanceOf(InvalidInputException.class);
    assertThat(thread.load().messages()).isEqualTo(Note.range("new", 0, 2));
  }

  @Test
  void resolve_forkHotToATakenId_keepsTheHotCopy() {
    thread.flush(AfterFlush.KEEP);
    thread.append(Note.range("m", 3, 4));
    ThreadRef taken = RedisFixture.newRef();
    TieredThreadManager<Note> other = tiered.store.thread(taken);
    other.create();
    other.append(Note.range("other", 0, 1));
    assertThatThrownBy(() -> thread.resolve(Resolution.forkHotTo(taken), Revision.ANY))
        .isInstanceOf(ThreadExistsException.class);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 4));
    assertThat(other.load().messages()).isEqualTo(Note.range("other", 0, 1));
  }

  /** A call that forked, and whose rest was lost, is completed by the next. */
  @Test
  void resolve_forkHotToItsOwnEarlierFork_goesOn() {
    thread.flush(AfterFlush.KEEP);
    thread.append(Note.range("m", 3, 4));
    ThreadRef target = RedisFixture.newRef();
    thread.fork(target);
    thread.resolve(Resolution.forkHotTo(target), Revision.ANY);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
    assertThat(tiered.store.thread(target).load().messages()).isEqualTo(Note.range("m", 0, 4));
  }
}
