package dev.threadstore.it;

import static dev.threadstore.it.HotTierFixture.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.hot.Head;
import dev.threadstore.internal.hot.HotFlush;
import dev.threadstore.internal.hot.HotFlush.Begin;
import dev.threadstore.internal.hot.HotFlush.Commit;
import dev.threadstore.internal.hot.HotThread;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads and releases in several steps, with changes between the steps (H83, H84). */
class OverlappingStepsIT {
  private final HotTierFixture hot = new HotTierFixture();
  private final Deadline deadline = hot.deadline;
  private final HotThread thread = hot.tier.thread(hot.ref);
  private final HotTransfer transfer = hot.tier.transfer(hot.ref);
  private final HotFlush flush = hot.tier.flush(hot.ref);

  @BeforeEach
  void fill() {
    for (int from = 0; from < 2000; from += 500) {
      thread.append(
          messages("m", from, from + 500), Revision.ANY, hot.change("0" + from), deadline);
    }
  }

  @AfterEach
  void close() {
    hot.close();
  }

  @Test
  void messagesOf_appendedMeanwhile_areReadWithANewHead() {
    Head head = thread.head(deadline);
    thread.append(messages("m", 2000, 2010), Revision.ANY, hot.change("aa"), deadline);
    assertThat(thread.messagesOf(head, head.length(), deadline)).isEmpty();
    Head newer = thread.head(deadline);
    assertThat(ids(thread.messagesOf(newer, 2000, deadline).orElseThrow()))
        .isEqualTo(ids(messages("m", 0, 2000)));
  }

  @Test
  void messagesOf_cutAndAppendedMeanwhile_isRefused() {
    Head head = thread.head(deadline);
    thread.truncateFrom("m1990", Revision.ANY, hot.change("aa"), deadline);
    thread.append(messages("other", 0, 10), Revision.ANY, hot.change("ab"), deadline);
    assertThat(thread.head(deadline).length()).isEqualTo(head.length());
    assertThat(thread.messagesOf(head, head.length(), deadline)).isEmpty();
  }

  @Test
  void read_appendedMeanwhile_archivesWhatWasThere() {
    Begin.Begun begun = (Begin.Begun) flush.begin(Duration.ZERO, deadline);
    assertThat(begun.first().size()).isLessThan(2000);
    thread.append(messages("m", 2000, 2010), Revision.ANY, hot.change("aa"), deadline);
    List<MessageRecord> read = new ArrayList<>();
    assertThat(flush.read(begun, 0, read::addAll, deadline)).isTrue();
    assertThat(ids(read)).isEqualTo(ids(messages("m", 0, 2000)));
    assertThat(commit(begun)).isEqualTo(Commit.CHANGED);
    assertThat(thread.head(deadline).isClean()).isFalse();
  }

  @Test
  void read_cutAndAppendedMeanwhile_isRefused() {
    Begin.Begun begun = (Begin.Begun) flush.begin(Duration.ZERO, deadline);
    thread.truncateFrom("m1990", Revision.ANY, hot.change("aa"), deadline);
    thread.append(messages("other", 0, 10), Revision.ANY, hot.change("ab"), deadline);
    assertThat(flush.read(begun, 0, messages -> {}, deadline)).isFalse();
  }

  /** H105: of two flushes of one copy, the second finds the first's commit done. */
  @Test
  void commit_twice_isDoneOnce() {
    Begin.Begun one = (Begin.Begun) flush.begin(Duration.ZERO, deadline);
    Begin.Begun two = (Begin.Begun) flush.begin(Duration.ZERO, deadline);
    assertThat(
            flush.commit(
                1, one.head().revision().stamp(), Segments.NONE, AfterFlush.KEEP, deadline))
        .isEqualTo(Commit.ARCHIVED);
    assertThat(commit(two)).isEqualTo(Commit.ARCHIVED);
    assertThat(commit(two)).isEqualTo(Commit.ARCHIVED);
  }

  @Test
  void commit_afterTheBaseMoved_isNotBelieved() {
    Begin.Begun begun = (Begin.Begun) flush.begin(Duration.ZERO, deadline);
    transfer.rebase(begun.head(), 7, "", deadline);
    assertThat(commit(begun)).isEqualTo(Commit.AGAIN);
    assertThat(thread.head(deadline).base()).isEqualTo(7);
  }

  @Test
  void dropClean_madeDirtyAtTheSameRevision_isRefused() {
    Begin.Begun begun = (Begin.Begun) flush.begin(Duration.ZERO, deadline);
    flush.commit(1, begun.head().revision().stamp(), Segments.NONE, AfterFlush.KEEP, deadline);
    transfer.rebase(thread.head(deadline), 7, "", deadline);
    assertThat(transfer.dropClean(begun.head().revision(), deadline)).isFalse();
    assertThat(thread.head(deadline).length()).isEqualTo(2000);
  }

  /** H92: a way out of a conflict that is none would make one of a flush under way. */
  @Test
  void rebase_toTheSameBase_knowsTheFlushesUnderWay() {
    Begin.Begun begun = (Begin.Begun) flush.begin(Duration.ZERO, deadline);
    Head head = begun.head();
    assertThat(transfer.rebase(head, head.base(), head.baseStamp(), deadline)).isTrue();
    thread.append(messages("m", 2000, 2010), Revision.ANY, hot.change("aa"), deadline);
    assertThat(commit(begun)).isEqualTo(Commit.CHANGED);
  }

  /** H92: or take a copy back to a snapshot from which it has gone on. */
  @Test
  void rebase_flushedSinceItWasRead_isRefused() {
    Begin.Begun begun = (Begin.Begun) flush.begin(Duration.ZERO, deadline);
    flush.commit(1, begun.head().revision().stamp(), Segments.NONE, AfterFlush.KEEP, deadline);
    assertThat(transfer.rebase(begun.head(), 0, "", deadline)).isFalse();
    assertThat(thread.head(deadline).base()).isEqualTo(1);
  }

  private Commit commit(Begin.Begun begun) {
    return flush.commit(
        1, begun.head().revision().stamp(), Segments.NONE, AfterFlush.RELEASE, deadline);
  }

  private static List<String> ids(List<MessageRecord> messages) {
    return messages.stream().map(MessageRecord::id).toList();
  }
}
