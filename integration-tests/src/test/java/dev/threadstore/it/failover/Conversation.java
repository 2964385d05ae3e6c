package dev.threadstore.it.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.model.TooFewReplicasException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A thread with one writer, which remembers all that it was told: of its messages {@code m0},
 * {@code m1}… those that were acknowledged, the revisions, and how much was archived. One user at a
 * time.
 */
final class Conversation {
  private static final int BATCH = 500;

  private final ThreadStore<Note> store;
  private final TieredThreadManager<Note> thread;

  /** What the append of each acknowledged message returned. */
  private final List<Revision> told = new ArrayList<>();

  /** What the writer was told instead of an answer. */
  private final List<String> troubles = new CopyOnWriteArrayList<>();

  /** So many of the first messages are archived. */
  private int archived;

  /** So many messages after those may be there. */
  private int unanswered;

  private Revision current;
  private boolean diverged;

  /** For those that wait for the writer. */
  private volatile int acknowledged;

  Conversation(ThreadStore<Note> store, ThreadRef ref) {
    this.store = store;
    thread = store.thread(ref);
    current = thread.create().revision();
  }

  ThreadRef ref() {
    return thread.ref();
  }

  int acknowledged() {
    return acknowledged;
  }

  /** Does something; what fails because Redis cannot be reached is tried again by a later step. */
  void step(Random random) {
    try {
      switch (random.nextInt(12)) {
        case 0 -> flush(AfterFlush.RELEASE);
        case 1 -> flush(AfterFlush.KEEP);
        case 2 -> thread.hydrate();
        default -> append(1 + random.nextInt(3), random.nextInt(3) == 0 ? current : Revision.ANY);
      }
    } catch (RevisionConflictException e) {
      // After a failover, or an append without an answer, the thread is not where it was.
      current = e.found();
    } catch (OutcomeUnknownException | StoreUnavailableException | TooFewReplicasException e) {
      troubles.add(e.toString());
    }
  }

  private void append(int count, Revision expected) {
    unanswered = Math.max(unanswered, count);
    AppendResult result = thread.append(range(told.size(), told.size() + count), expected);
    unanswered -= count;
    assertThat(result.conflicting()).isEmpty();
    current = result.revision();
    for (int i = 0; i < count; i++) {
      told.add(current);
    }
    acknowledged = told.size();
  }

  private void flush(AfterFlush after) {
    if (!diverged) {
      try {
        FlushResult result = thread.flush(after);
        // With less in it, something is lost.
        if (result.isArchived() && unanswered == 0 && result.length() == told.size()) {
          archived = told.size();
        }
      } catch (ArchiveConflictException e) {
        diverged = true;
      }
    }
  }

  /**
   * Nothing is lost, doubled, or out of order, archive and Redis agree, and nobody was bothered.
   */
  void assertWhole() {
    assertThat(troubles).isEmpty();
    assertThat(diverged).as("conflict").isFalse();
    assertThat(first(told.size(), found())).isEqualTo(all());
    assertThat(found()).doesNotHaveDuplicates();
    assertThat(thread.flush().isArchived()).isTrue();
    assertThat(first(told.size(), found())).isEqualTo(all());
  }

  /** All that was acknowledged is there, once and in order, whatever became of the archive. */
  void assertNothingIsLost() {
    assertThat(first(told.size(), found())).isEqualTo(all());
    assertThat(found()).doesNotHaveDuplicates();
  }

  /** How often the writer was told this instead of an answer. */
  long troubles(String text) {
    return troubles.stream().filter(trouble -> trouble.contains(text)).count();
  }

  /**
   * Whatever a failover has taken was taken from the end of what Redis had then. It is noticed: a
   * revision of it is refused, the archive is not overwritten where it holds some of it, and what
   * is sent again lands once.
   *
   * @return how many acknowledged messages Redis had lost
   */
  int assertLossIsNoticed() {
    boolean conflict = contradictsTheArchive();
    List<String> found = found();
    List<String> lost = new ArrayList<>(all());
    lost.removeAll(found);
    assertThat(found).doesNotHaveDuplicates();
    List<String> rest = new ArrayList<>(all());
    rest.removeAll(lost);
    assertThat(first(rest.size(), found)).as("order").isEqualTo(rest);
    if (!lost.isEmpty()) {
      int first = all().indexOf(lost.get(0));
      assertThat(all().subList(first, first + lost.size())).as("one gap").isEqualTo(lost);
      Revision ofTheLost = told.get(first + lost.size() - 1);
      assertThatThrownBy(() -> thread.append(Note.range("late", 0, 1), ofTheLost))
          .isInstanceOf(RevisionConflictException.class);
      if (first < archived) {
        assertThat(conflict).as("archived and lost: conflict").isTrue();
      }
    }
    if (conflict) {
      loseNeither(found);
    }
    List<String> missing = new ArrayList<>(all());
    missing.removeAll(found());
    assertThat(repeatAll()).isEqualTo(missing);
    assertThat(found()).containsAll(all()).doesNotHaveDuplicates();
    assertThat(thread.flush().isArchived()).isTrue();
    assertThat(found()).containsAll(all()).doesNotHaveDuplicates();
    return lost.size();
  }

  /** Sends all that was acknowledged once more, in batches that a store takes. */
  private List<String> repeatAll() {
    List<String> added = new ArrayList<>();
    for (int from = 0; from < told.size(); from += BATCH) {
      added.addAll(thread.append(range(from, Math.min(from + BATCH, told.size()))).added());
    }
    return added;
  }

  private boolean contradictsTheArchive() {
    try {
      thread.hydrate(Freshness.CHECK);
      thread.flush(AfterFlush.KEEP);
      return false;
    } catch (ArchiveConflictException e) {
      return true;
    }
  }

  /** What Redis has goes to a fork; then the thread is what the archive has. */
  private void loseNeither(List<String> found) {
    ThreadRef fork = new ThreadRef("forks", thread.ref().id());
    thread.resolve(Resolution.forkHotTo(fork), thread.info().revision());
    assertThat(Note.ids(store.thread(fork).load().messages())).isEqualTo(found);
    assertThat(first(archived, found())).isEqualTo(all().subList(0, archived));
  }

  /** So many, or fewer if there are not so many. */
  private static List<String> first(int count, List<String> ids) {
    return ids.stream().limit(count).toList();
  }

  private List<String> found() {
    return Note.ids(thread.load().messages());
  }

  private List<String> all() {
    return Note.ids(range(0, told.size()));
  }

  private static List<Note> range(int from, int to) {
    return Note.range("m", from, to);
  }
}
