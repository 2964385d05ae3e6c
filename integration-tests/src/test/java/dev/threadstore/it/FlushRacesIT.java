package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.Revision;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.TieredThreadManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others do while a flush stands still, or after it died, at each place where it can. */
class FlushRacesIT extends OnBothTiers {
  @BeforeEach
  void begin() {
    thread.create();
    thread.append(Note.range("m", 0, 3));
  }

  /**
   * H1: an append between what a flush reads and what it removes would be in neither tier, and its
   * retry would be dropped as known.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "after redis.begin_flush",
        "before cold.create",
        "after cold.create",
        "before redis.commit_flush"
      })
  void flush_appendMeanwhile_isInATierAndKnown(String place) {
    Stalled<FlushResult> flush = tiers.stall(place, ref, TieredThreadManager::flush);
    assertThat(thread.append(Note.range("m", 3, 4)).added()).containsExactly("m3");
    FlushResult result = flush.goOn();
    assertThat(result.outcome()).isEqualTo(FlushResult.Outcome.CHANGED_MEANWHILE);
    assertThat(result.length()).isEqualTo(3);
    assertThat(thread.info().archived()).isFalse();
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 4));
    assertThat(thread.append(Note.range("m", 3, 4)).known()).containsExactly("m3");
    assertThat(thread.flush().snapshot()).isEqualTo(2);
    assertThat(thread.append(Note.range("m", 3, 4)).known()).containsExactly("m3");
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  /**
   * H5: the write of a flush that timed out long ago would put the archive back, and its last step
   * would remove what a new session has added since.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "after redis.begin_flush",
        "before cold.create",
        "after cold.create",
        "before redis.commit_flush"
      })
  void flush_endsAfterANewSession_takesNothingOfIt(String place) {
    Stalled<FlushResult> old = tiers.stall(place, ref, TieredThreadManager::flush);
    thread.flush();
    thread.hydrate();
    thread.append(Note.range("m", 3, 5));
    thread.flush(AfterFlush.KEEP);
    thread.append(Note.range("m", 5, 6));
    old.goOn();
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 6));
    thread.flush();
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 6));
    assertThat(thread.snapshots().history(9))
        .extracting(SnapshotInfo::length)
        .containsExactly(6L, 5L, 3L);
  }

  /**
   * H6: an append that found the thread hot, and pushes after a flush has removed it, would leave a
   * list that nobody counts as a thread, and the next hydrate would delete it.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "before redis.append 0",
        "before redis.gate 0",
        "before cold.read 0",
        "before redis.install 0",
        "before redis.append 1"
      })
  void append_threadReleasedUnderIt_landsInTheThread(String placeAndPasses) {
    int space = placeAndPasses.lastIndexOf(' ');
    thread.append(Note.range("m", 3, 5));
    if (!placeAndPasses.equals("before redis.append 0")) {
      thread.flush();
    }
    Stalled<?> append =
        tiers.stall(
            placeAndPasses.substring(0, space),
            Integer.parseInt(placeAndPasses.substring(space + 1)),
            ref,
            t -> t.append(Note.range("late", 0, 2)));
    thread.append(Note.range("m", 5, 6));
    thread.flush();
    append.goOn();
    assertThat(tiers.redis().keysOf(ref)).hasSize(3);
    List<Note> expected = new ArrayList<>(Note.range("m", 0, 6));
    expected.addAll(Note.range("late", 0, 2));
    assertThat(thread.load().messages()).isEqualTo(expected);
    thread.flush();
    assertThat(thread.load().messages()).isEqualTo(expected);
  }

  /** H29: messages and state of one snapshot would come from different moments. */
  @ParameterizedTest
  @ValueSource(strings = {"before redis.read", "after redis.read", "before cold.create"})
  void flush_changedBetweenItsReads_archivesOneMoment(String place) {
    appendUpTo(1200);
    thread.state().saveJson("{\"messages\":1200}", Revision.ANY);
    Stalled<FlushResult> flush = tiers.stall(place, ref, TieredThreadManager::flush);
    thread.append(Note.range("m", 1200, 1201));
    thread.state().saveJson("{\"messages\":1201}", Revision.ANY);
    assertThat(flush.goOn().snapshot()).isEqualTo(1);
    thread.flush();
    for (int number = 1; number <= 2; number++) {
      thread.snapshots().restore(number, Revision.ANY);
      int messages = thread.load().messages().size();
      assertThat(messages).isEqualTo(1199 + number);
      assertThat(thread.state().loadJson().value()).hasValue("{\"messages\":" + messages + "}");
    }
  }

  /**
   * H83: a flush that reads in chunks while messages are cut and others appended would archive a
   * history that never was, and later flushes would build on it.
   */
  @ParameterizedTest
  @ValueSource(strings = {"truncate", "replace"})
  void flush_cutBetweenItsReads_archivesHistoriesThatWere(String change) {
    appendUpTo(1200);
    List<Note> before = thread.load().messages();
    Stalled<FlushResult> flush = tiers.stall("before redis.read", ref, TieredThreadManager::flush);
    if (change.equals("truncate")) {
      thread.truncateFrom("m300", Revision.ANY);
      thread.append(Note.range("other", 0, 900));
    } else {
      thread.replaceAll(Note.range("other", 0, 1200), Revision.ANY);
    }
    List<Note> after = thread.load().messages();
    flush.goOn();
    thread.flush();
    assertThat(thread.load().messages()).isEqualTo(after);
    for (SnapshotInfo snapshot : thread.snapshots().history(9)) {
      thread.snapshots().restore(snapshot.number(), Revision.ANY);
      assertThat(thread.load().messages()).isIn(before, after);
    }
  }

  /**
   * H105: of two flushes of one copy, the one that began earlier would take the other's snapshot
   * for a rival's, and report a conflict that is none.
   */
  @ParameterizedTest
  @ValueSource(strings = {"after cold.create", "before redis.commit_flush", "ended", "changed"})
  void flush_anotherBegunLaterIsFaster_isNoConflict(String placeOfTheOther) {
    Stalled<FlushResult> one =
        tiers.stall("before cold.create", ref, t -> t.flush(AfterFlush.KEEP));
    thread.append(Note.range("m", 3, 4));
    if (placeOfTheOther.equals("ended")) {
      thread.flush(AfterFlush.KEEP);
      assertThat(one.goOn().isArchived()).isTrue();
    } else if (placeOfTheOther.equals("changed")) {
      thread.flush(AfterFlush.KEEP);
      thread.append(Note.range("m", 4, 5));
      assertThat(one.goOn().snapshot()).isEqualTo(2);
      thread.truncateFrom("m4", Revision.ANY);
      assertThat(thread.flush(AfterFlush.KEEP).isArchived()).isTrue();
    } else {
      Stalled<FlushResult> other = tiers.stall(placeOfTheOther, ref, t -> t.flush(AfterFlush.KEEP));
      assertThat(one.goOn().isArchived()).isTrue();
      assertThat(other.goOn().isArchived()).isTrue();
    }
    assertThat(thread.info().archived()).isTrue();
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  /**
   * H80, H109: a flush that died after its snapshot was written would leave a copy that conflicts
   * with it for ever, once it has changed (H80), or been replaced (H109).
   */
  @Test
  void flush_afterOneThatDiedBeforeItsCommit_buildsOnItsSnapshot() {
    changes()
        .forEach(
            (name, change) -> {
              TieredThreadManager<Note> each = tiers.store().thread(RedisFixture.newRef());
              each.create();
              each.append(Note.range("m", 0, 3));
              tiers.stall("after cold.create", each.ref(), TieredThreadManager::flush).die();
              change.accept(each);
              List<Note> changed = each.load().messages();
              FlushResult flushed = each.flush();
              assertThat(flushed.outcome()).as(name).isEqualTo(FlushResult.Outcome.ARCHIVED);
              assertThat(flushed.snapshot()).as(name).isEqualTo(2);
              assertThat(each.load().messages()).as(name).isEqualTo(changed);
            });
  }

  private static Map<String, Consumer<TieredThreadManager<Note>>> changes() {
    Map<String, Consumer<TieredThreadManager<Note>>> all = new LinkedHashMap<>();
    all.put("append", t -> t.append(Note.range("m", 3, 4)));
    all.put("state", t -> t.state().saveJson("1", Revision.ANY));
    all.put("truncate", t -> t.truncateFrom("m1", Revision.ANY));
    all.put("replace", t -> t.replaceAll(Note.range("new", 0, 2), Revision.ANY));
    all.put(
        "several",
        t -> {
          t.truncateFrom("m0", Revision.ANY);
          t.replaceAll(Note.range("new", 0, 2), Revision.ANY);
          t.append(Note.range("new", 1, 3));
        });
    return all;
  }

  private void appendUpTo(int count) {
    for (int from = 0; from < count; from += 400) {
      thread.append(Note.range("m", from, Math.min(from + 400, count)));
    }
  }
}
