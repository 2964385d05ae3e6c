package dev.threadstore.it;

import static dev.threadstore.it.HotTierFixture.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.HotPhases;
import dev.threadstore.internal.hot.HotThread;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.internal.hot.HotTransfer.Entry;
import dev.threadstore.internal.hot.Installation;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.internal.hot.Phase;
import dev.threadstore.internal.hot.Staging;
import dev.threadstore.model.Revision;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Single steps that come twice, or after what they build on is gone: they do nothing (H87, H91,
 * H106). Whole operations whose answers are lost are in {@link LostAnswersIT}.
 */
class RepeatedChangesIT {
  private final HotTierFixture hot = new HotTierFixture();
  private final Deadline deadline = hot.deadline;
  private final HotThread thread = hot.tier.thread(hot.ref);
  private final HotTransfer transfer = hot.tier.transfer(hot.ref);
  private final HotPhases phases = hot.tier.phases(hot.ref);

  @BeforeEach
  void fill() {
    thread.append(messages("m", 0, 5), Revision.ANY, hot.change("01"), deadline);
  }

  @AfterEach
  void close() {
    hot.close();
  }

  /** H91: a chunk of staging that is sent again would be there twice. */
  @Test
  void stage_chunkRepeated_isThereOnce() {
    Staging staging = transfer.staging("t1", 2);
    assertThat(staging.add(messages("m", 50, 52), deadline)).isTrue();
    assertThat(transfer.staging("t1", 2).add(messages("m", 50, 52), deadline)).isTrue();
    assertThat(transfer.staging("t1", 3).add(messages("m", 50, 53), deadline)).isFalse();
    Installation replacing = Installation.replacing(Revision.ANY, hot.change("aa"));
    assertThat(transfer.install(staging, replacing, deadline))
        .isInstanceOf(HotTransfer.Install.Done.class);
  }

  /** H91: staging that was lost in part is not installed. */
  @Test
  void install_stagingLost_isRefusedAndChangesNothing() {
    Staging staging = transfer.staging("t1", 2);
    staging.add(messages("m", 50, 52), deadline);
    Installation replacing = Installation.replacing(Revision.ANY, hot.change("aa"));
    try (RedisFixture redis = RedisFixture.on(hot.server)) {
      for (String key : redis.keysOf(hot.ref)) {
        if (key.endsWith("t1:ids")) {
          redis.commands().del(key);
        }
      }
    }
    assertThat(transfer.install(staging, replacing, deadline))
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
    assertThat(transfer.dropInEpoch(epoch, hot.change("ab"), deadline)).isTrue();
    assertThat(phases.beginFork("t1", gate, 1, deadline)).isEmpty();
    assertThat(phases.beginFork("t1", gateOfAbsent(), 1, deadline)).isPresent();
  }

  private String gateOfAbsent() {
    try {
      transfer.dropInEpoch(thread.head(deadline).epoch(), hot.change("ab"), deadline);
    } catch (NotLiveException.Absent e) {
      // That is what is wanted.
    }
    return ((Entry.Gate) transfer.gate("fe", deadline)).pass();
  }
}
