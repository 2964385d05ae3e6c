package dev.threadstore.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.base.Stamps;
import dev.threadstore.internal.hot.Change;
import dev.threadstore.internal.hot.Expiry;
import dev.threadstore.internal.hot.Head;
import dev.threadstore.internal.hot.HotFlush.Begin;
import dev.threadstore.internal.hot.HotFlush.Commit;
import dev.threadstore.internal.hot.HotThread;
import dev.threadstore.internal.hot.HotTier;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.internal.hot.HotTransfer.Entry;
import dev.threadstore.internal.hot.Installation;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadManager;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where Lua in Redis ends (H98): unpack near 8000 values, numbers as text above 1e14. */
class LuaLimitsIT {

  /** H98: a large batch would fail in the middle, and a script does not roll back. */
  @Test
  void append_moreMessagesThanUnpackTakes_isWhole() {
    ThreadStoreSettings settings = ThreadStoreSettings.builder().maxBatchMessages(10_000).build();
    try (ThreadStore<Note> store =
        RedisEngine.REDIS_7.fixture().store().settings(settings).build()) {
      ThreadManager<Note> thread = store.thread(RedisFixture.newRef());
      thread.create();
      List<Note> batch = Note.range("m", 0, 10_000);
      assertThat(thread.append(batch).added()).hasSize(10_000);
      assertThat(thread.append(batch).known()).hasSize(10_000);
      assertThat(thread.load().messages()).isEqualTo(batch);
      assertThat(thread.truncateFrom("m0", Revision.ANY).removed()).isEqualTo(10_000);
    }
  }

  /** H98: {@code 1e15} as a number's text would be read back as another one, or not at all. */
  @Test
  void versionsAndNumbers_beyond1e14_areExact() {
    long large = 1_000_000_000_000_000L;
    ThreadRef ref = RedisFixture.newRef();
    Deadline deadline = Deadline.after(Duration.ofMinutes(1));
    try (RedisServer server = RedisServer.start();
        RedisClient client = RedisClient.create(server.uri().toString());
        HotTier tier =
            HotTier.open(
                client, Expiry.WHEN_ARCHIVED, ThreadStoreSettings.defaults(), Failpoints.NONE)) {
      HotThread thread = tier.thread(ref);
      HotTransfer transfer = tier.transfer(ref);
      String gate = ((Entry.Gate) transfer.gate("ff", deadline)).pass();
      Revision first = Revision.of(large, Stamps.first("00"));
      transfer.install(
          transfer.staging("t0", 0),
          Installation.fresh(gate, change(ref, "00"), first, null, Map.of(), null, large, ""),
          deadline);
      assertThat(
              thread
                  .saveState("1".getBytes(UTF_8), first, change(ref, "01"), deadline)
                  .revision()
                  .version())
          .isEqualTo(large + 1);
      Begin.Begun begun = (Begin.Begun) tier.flush(ref).begin(Duration.ZERO, deadline);
      assertThat(begun.head().base()).isEqualTo(large);
      String stamp = begun.head().revision().stamp();
      assertThat(tier.flush(ref).commit(large + 1, stamp, Segments.NONE, AfterFlush.KEEP, deadline))
          .isEqualTo(Commit.ARCHIVED);
      transfer.install(
          transfer.staging("t1", 0),
          Installation.replacing(Revision.ANY, change(ref, "02")),
          deadline);
      Head head = thread.head(deadline);
      assertThat(head.revision().version()).isEqualTo(large + 2);
      assertThat(head.base()).isEqualTo(large + 1);
    }
  }

  private static Change change(ThreadRef ref, String nonce) {
    return new Change(ref, "test", nonce);
  }
}
