package dev.threadstore.it;

import static dev.threadstore.it.HotTierFixture.messages;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.hot.HotPhases;
import dev.threadstore.internal.hot.HotThread;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.internal.hot.HotTransfer.Entry;
import dev.threadstore.internal.hot.Installation;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.internal.hot.Phase;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.PayloadFormat;
import dev.threadstore.model.Revision;
import dev.threadstore.model.TruncateResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A command whose answer was lost is sent again, perhaps after others have changed the thread: it
 * answers as before and does nothing (H94, H106).
 */
class RepeatedChangesIT {
  private final HotTierFixture hot = new HotTierFixture();
  private final Deadline deadline = hot.deadline;
  private final HotThread thread = hot.tier.thread(hot.ref);
  private final HotTransfer transfer = hot.tier.transfer(hot.ref);
  private final HotPhases phases = hot.tier.phases(hot.ref);

  @BeforeEach
  void fill() {
    thread.append(messages("m", 0, 5), Revision.ANY, "01", deadline);
  }

  @AfterEach
  void close() {
    hot.close();
  }

  @Test
  void append_withExpectedRevision_repeated_answersAsBefore() {
    Revision expected = thread.head(deadline).revision();
    AppendResult first = thread.append(messages("m", 3, 7), expected, "aa", deadline);
    thread.append(messages("m", 7, 8), Revision.ANY, "ab", deadline);
    assertThat(thread.append(messages("m", 3, 7), expected, "aa", deadline)).isEqualTo(first);
    assertThat(first.added()).containsExactly("m5", "m6");
    assertThat(thread.head(deadline).length()).isEqualTo(8);
  }

  @Test
  void append_sameBytesOfAnotherFormat_areKnown() {
    byte[] payload = "{\"id\":\"message-7\"}".getBytes(UTF_8);
    for (PayloadFormat format : PayloadFormat.values()) {
      thread.append(
          List.of(new MessageRecord("message-7", payload, format)), Revision.ANY, "aa", deadline);
    }
    AppendResult again =
        thread.append(
            List.of(new MessageRecord("message-7", payload, PayloadFormat.BYTES)),
            Revision.ANY,
            "ab",
            deadline);
    assertThat(again.known()).containsExactly("message-7");
    assertThat(again.length()).isEqualTo(6);
  }

  @Test
  void truncate_repeatedAfterAReappend_cutsOnce() {
    TruncateResult first = thread.truncateFrom("m2", Revision.ANY, "aa", deadline);
    thread.append(messages("m", 2, 5), Revision.ANY, "ab", deadline);
    assertThat(thread.truncateFrom("m2", Revision.ANY, "aa", deadline)).isEqualTo(first);
    assertThat(thread.head(deadline).length()).isEqualTo(5);
  }

  @Test
  void saveState_repeated_doesNotOverwriteAnothers() {
    ChangeResult first = thread.saveState("1".getBytes(UTF_8), Revision.ANY, "aa", deadline);
    thread.saveState("2".getBytes(UTF_8), Revision.ANY, "ab", deadline);
    assertThat(thread.saveState("1".getBytes(UTF_8), Revision.ANY, "aa", deadline))
        .isEqualTo(first);
    assertThat(thread.headWithState(deadline).state()).isEqualTo("2".getBytes(UTF_8));
  }

  @Test
  void create_repeated_isDoneNotExisting() {
    assertThat(hot.create("00")).isInstanceOf(HotTransfer.Install.Done.class);
    assertThat(thread.head(deadline).length()).isEqualTo(5);
    assertThat(hot.create("bb")).isInstanceOf(HotTransfer.Install.AlreadyHot.class);
  }

  @Test
  void replaceAll_repeated_replacesOnce() {
    transfer.stage("t1", messages("m", 50, 52), deadline);
    Installation replacing = Installation.replacing(Revision.ANY, "aa");
    HotTransfer.Install first = transfer.install("t1", 2, replacing, deadline);
    thread.append(messages("m", 52, 53), Revision.ANY, "ab", deadline);
    assertThat(transfer.install("t1", 2, replacing, deadline)).isEqualTo(first);
    assertThat(thread.head(deadline).length()).isEqualTo(3);
  }

  /** H91: a chunk of staging that is sent again would be there twice. */
  @Test
  void stage_chunkRepeated_isThereOnce() {
    transfer.stage("t1", messages("m", 50, 52), deadline);
    assertThat(transfer.stage("t1", messages("m", 50, 52), deadline)).isTrue();
    assertThat(transfer.stage("t1", messages("m", 50, 53), deadline)).isFalse();
    Installation replacing = Installation.replacing(Revision.ANY, "aa");
    assertThat(transfer.install("t1", 2, replacing, deadline))
        .isInstanceOf(HotTransfer.Install.Done.class);
  }

  /** H91: staging that was lost in part is not installed. */
  @Test
  void install_stagingLost_isRefusedAndChangesNothing() {
    transfer.stage("t1", messages("m", 50, 52), deadline);
    Installation replacing = Installation.replacing(Revision.ANY, "aa");
    try (RedisFixture redis = RedisFixture.on(hot.server)) {
      for (String key : redis.keysOf(hot.ref)) {
        if (key.endsWith("t1:ids")) {
          redis.commands().del(key);
        }
      }
    }
    assertThat(transfer.install("t1", 2, replacing, deadline))
        .isInstanceOf(HotTransfer.Install.Lost.class);
    assertThat(thread.head(deadline).length()).isEqualTo(5);
  }

  @Test
  void seal_lateReplay_doesNotTakeAThreadCreatedAfresh() {
    String epoch = thread.head(deadline).epoch();
    Optional<Phase> sealed = phases.seal("t1", "e" + epoch, 1, deadline);
    assertThat(phases.seal("t1", "e" + epoch, 1, deadline)).isEqualTo(sealed);
    assertThat(phases.finish(sealed.orElseThrow(), deadline)).isTrue();
    hot.create("cc");
    assertThat(phases.seal("t1", "e" + epoch, 1, deadline)).isEmpty();
    assertThat(phases.finish(sealed.orElseThrow(), deadline)).isFalse();
    assertThat(thread.head(deadline).length()).isZero();
  }

  /** H87: a fork in the archive does not take the place of a thread created meanwhile. */
  @Test
  void beginFork_gateLost_isRefused() {
    String gate = gateOfAbsent();
    hot.create("cc");
    String epoch = thread.head(deadline).epoch();
    assertThat(phases.beginFork("t1", gate, 1, deadline)).isEmpty();
    assertThat(transfer.dropInEpoch(epoch, deadline)).isTrue();
    assertThat(phases.beginFork("t1", gate, 1, deadline)).isEmpty();
    assertThat(phases.beginFork("t1", gateOfAbsent(), 1, deadline)).isPresent();
  }

  private String gateOfAbsent() {
    try {
      transfer.dropInEpoch(thread.head(deadline).epoch(), deadline);
    } catch (NotLiveException.Absent e) {
      // That is what is wanted.
    }
    return ((Entry.Gate) transfer.gate("fe", deadline)).value();
  }
}
