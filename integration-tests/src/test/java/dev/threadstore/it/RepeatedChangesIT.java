package dev.threadstore.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.Stamps;
import dev.threadstore.internal.hot.Expiry;
import dev.threadstore.internal.hot.HotPhases;
import dev.threadstore.internal.hot.HotThread;
import dev.threadstore.internal.hot.HotTier;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.internal.hot.HotTransfer.Entry;
import dev.threadstore.internal.hot.Installation;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.internal.hot.Phase;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.PayloadFormat;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TruncateResult;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A command whose answer was lost is sent again, perhaps after others have changed the thread: it
 * answers as before and does nothing (H94, H106).
 */
class RepeatedChangesIT {
  private final RedisServer server = RedisServer.start();
  private final RedisClient client = RedisClient.create(server.uri().toString());
  private final ThreadRef ref = RedisFixture.newRef();
  private final Deadline deadline = Deadline.after(Duration.ofMinutes(1));
  private HotTier tier;
  private HotThread thread;
  private HotTransfer transfer;
  private HotPhases phases;

  @BeforeEach
  void open() {
    tier =
        HotTier.open(client, Expiry.WHEN_ARCHIVED, ThreadStoreSettings.defaults(), Failpoints.NONE);
    thread = tier.thread(ref);
    transfer = tier.transfer(ref);
    phases = tier.phases(ref);
    create("00");
    thread.append(messages(0, 5), Revision.ANY, "01", deadline);
  }

  @AfterEach
  void close() {
    tier.close();
    client.shutdown();
    server.close();
  }

  @Test
  void append_withExpectedRevision_repeated_answersAsBefore() {
    Revision expected = thread.head(deadline).revision();
    AppendResult first = thread.append(messages(3, 7), expected, "aa", deadline);
    thread.append(messages(7, 8), Revision.ANY, "ab", deadline);
    assertThat(thread.append(messages(3, 7), expected, "aa", deadline)).isEqualTo(first);
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
    thread.append(messages(2, 5), Revision.ANY, "ab", deadline);
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
    assertThat(create("00")).isInstanceOf(HotTransfer.Install.Done.class);
    assertThat(thread.head(deadline).length()).isEqualTo(5);
    assertThat(create("bb")).isInstanceOf(HotTransfer.Install.AlreadyHot.class);
  }

  @Test
  void replaceAll_repeated_replacesOnce() {
    transfer.stage("t1", messages(50, 52), deadline);
    Installation replacing = Installation.replacing(Revision.ANY, "aa");
    HotTransfer.Install first = transfer.install("t1", 2, replacing, deadline);
    thread.append(messages(52, 53), Revision.ANY, "ab", deadline);
    assertThat(transfer.install("t1", 2, replacing, deadline)).isEqualTo(first);
    assertThat(thread.head(deadline).length()).isEqualTo(3);
  }

  @Test
  void stage_chunkRepeated_isThereOnce() {
    transfer.stage("t1", messages(50, 52), deadline);
    assertThat(transfer.stage("t1", messages(50, 52), deadline)).isTrue();
    assertThat(transfer.stage("t1", messages(50, 53), deadline)).isFalse();
    Installation replacing = Installation.replacing(Revision.ANY, "aa");
    assertThat(transfer.install("t1", 2, replacing, deadline))
        .isInstanceOf(HotTransfer.Install.Done.class);
  }

  /** H91: staging that was lost in part is not installed. */
  @Test
  void install_stagingLost_isRefusedAndChangesNothing() {
    transfer.stage("t1", messages(50, 52), deadline);
    Installation replacing = Installation.replacing(Revision.ANY, "aa");
    try (RedisFixture redis = RedisFixture.on(server)) {
      for (String key : redis.keysOf(ref)) {
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
    Optional<Phase> sealed = phases.seal("t1", "e" + epoch, deadline);
    assertThat(phases.seal("t1", "e" + epoch, deadline)).isEqualTo(sealed);
    assertThat(phases.finish(sealed.orElseThrow(), deadline)).isTrue();
    create("cc");
    assertThat(phases.seal("t1", "e" + epoch, deadline)).isEmpty();
    assertThat(phases.finish(sealed.orElseThrow(), deadline)).isFalse();
    assertThat(thread.head(deadline).length()).isZero();
  }

  /** H87: a fork in the archive does not take the place of a thread created meanwhile. */
  @Test
  void beginFork_gateLost_isRefused() {
    String gate = gateOfAbsent();
    create("cc");
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

  private HotTransfer.Install create(String nonce) {
    String gate =
        transfer.gate("ff", deadline) instanceof Entry.Gate found ? found.value() : "none";
    Installation fresh =
        Installation.fresh(gate, nonce, Revision.of(1, Stamps.first(nonce)), null, null, 0, "");
    return transfer.install("c" + nonce, 0, fresh, deadline);
  }

  private static List<MessageRecord> messages(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i -> new MessageRecord("m" + i, ("text " + i).getBytes(UTF_8), PayloadFormat.BYTES))
        .toList();
  }
}
