package dev.threadstore.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.Stamps;
import dev.threadstore.internal.hot.Expiry;
import dev.threadstore.internal.hot.Head;
import dev.threadstore.internal.hot.HotFlush;
import dev.threadstore.internal.hot.HotFlush.Begin;
import dev.threadstore.internal.hot.HotFlush.Commit;
import dev.threadstore.internal.hot.HotThread;
import dev.threadstore.internal.hot.HotTier;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.internal.hot.HotTransfer.Entry;
import dev.threadstore.internal.hot.Installation;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.PayloadFormat;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads and releases in several steps, with changes between the steps (H83, H84). */
class OverlappingStepsIT {
  private final RedisServer server = RedisServer.start();
  private final RedisClient client = RedisClient.create(server.uri().toString());
  private final ThreadRef ref = RedisFixture.newRef();
  private final Deadline deadline = Deadline.after(Duration.ofMinutes(1));
  private HotTier tier;
  private HotThread thread;
  private HotTransfer transfer;
  private HotFlush flush;

  @BeforeEach
  void open() {
    tier =
        HotTier.open(client, Expiry.WHEN_ARCHIVED, ThreadStoreSettings.defaults(), Failpoints.NONE);
    thread = tier.thread(ref);
    transfer = tier.transfer(ref);
    flush = tier.flush(ref);
    String gate = ((Entry.Gate) transfer.gate("ff", deadline)).value();
    Revision revision = Revision.of(1, Stamps.first("00"));
    transfer.install(
        "t0", 0, Installation.fresh(gate, "00", revision, null, null, 0, ""), deadline);
    for (int from = 0; from < 2000; from += 500) {
      thread.append(messages("m", from, from + 500), Revision.ANY, "0" + from, deadline);
    }
  }

  @AfterEach
  void close() {
    tier.close();
    client.shutdown();
    server.close();
  }

  @Test
  void messagesOf_appendedMeanwhile_areThoseOfTheHead() {
    Head head = thread.head(deadline);
    thread.append(messages("m", 2000, 2010), Revision.ANY, "aa", deadline);
    assertThat(ids(thread.messagesOf(head, head.length(), deadline).orElseThrow()))
        .isEqualTo(ids(messages("m", 0, 2000)));
  }

  @Test
  void messagesOf_cutAndAppendedMeanwhile_isRefused() {
    Head head = thread.head(deadline);
    thread.truncateFrom("m1990", Revision.ANY, "aa", deadline);
    thread.append(messages("other", 0, 10), Revision.ANY, "ab", deadline);
    assertThat(thread.head(deadline).length()).isEqualTo(head.length());
    assertThat(thread.messagesOf(head, head.length(), deadline)).isEmpty();
  }

  @Test
  void readOn_appendedMeanwhile_archivesWhatWasThere() {
    Begin.Begun begun = (Begin.Begun) flush.begin(Duration.ZERO, deadline);
    assertThat(begun.first().size()).isLessThan(2000);
    thread.append(messages("m", 2000, 2010), Revision.ANY, "aa", deadline);
    assertThat(ids(flush.readOn(begun, deadline).orElseThrow()))
        .isEqualTo(ids(messages("m", 0, 2000)));
    assertThat(commit(begun)).isEqualTo(Commit.CHANGED);
    assertThat(thread.head(deadline).isClean()).isFalse();
  }

  @Test
  void readOn_cutAndAppendedMeanwhile_isRefused() {
    Begin.Begun begun = (Begin.Begun) flush.begin(Duration.ZERO, deadline);
    thread.truncateFrom("m1990", Revision.ANY, "aa", deadline);
    thread.append(messages("other", 0, 10), Revision.ANY, "ab", deadline);
    assertThat(flush.readOn(begun, deadline)).isEmpty();
  }

  /** H105: of two flushes of one copy, the second finds the first's commit done. */
  @Test
  void commit_twice_isDoneOnce() {
    Begin.Begun one = (Begin.Begun) flush.begin(Duration.ZERO, deadline);
    Begin.Begun two = (Begin.Begun) flush.begin(Duration.ZERO, deadline);
    assertThat(flush.commit(1, one.head().revision().stamp(), AfterFlush.KEEP, deadline))
        .isEqualTo(Commit.ARCHIVED);
    assertThat(commit(two)).isEqualTo(Commit.ARCHIVED);
    assertThat(commit(two)).isEqualTo(Commit.ARCHIVED);
  }

  @Test
  void commit_afterTheBaseMoved_isNotBelieved() {
    Begin.Begun begun = (Begin.Begun) flush.begin(Duration.ZERO, deadline);
    transfer.rebase(begun.head().revision(), 7, "", deadline);
    assertThat(commit(begun)).isEqualTo(Commit.AGAIN);
    assertThat(thread.head(deadline).base()).isEqualTo(7);
  }

  @Test
  void dropClean_madeDirtyAtTheSameRevision_isRefused() {
    Begin.Begun begun = (Begin.Begun) flush.begin(Duration.ZERO, deadline);
    flush.commit(1, begun.head().revision().stamp(), AfterFlush.KEEP, deadline);
    transfer.rebase(begun.head().revision(), 7, "", deadline);
    assertThat(transfer.dropClean(begun.head().revision(), deadline)).isFalse();
    assertThat(thread.head(deadline).length()).isEqualTo(2000);
  }

  private Commit commit(Begin.Begun begun) {
    return flush.commit(1, begun.head().revision().stamp(), AfterFlush.RELEASE, deadline);
  }

  private static List<String> ids(List<MessageRecord> messages) {
    return messages.stream().map(MessageRecord::id).toList();
  }

  private static List<MessageRecord> messages(String prefix, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i -> new MessageRecord(prefix + i, ("text " + i).getBytes(UTF_8), PayloadFormat.BYTES))
        .toList();
  }
}
