package dev.threadstore.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.Stamps;
import dev.threadstore.internal.hot.Change;
import dev.threadstore.internal.hot.Expiry;
import dev.threadstore.internal.hot.HotTier;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.internal.hot.Installation;
import dev.threadstore.model.PayloadFormat;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Redis' part alone, step by step, on a server of its own, with one thread that is created. */
final class HotTierFixture implements AutoCloseable {
  final RedisServer server = RedisServer.start();
  final ThreadRef ref = RedisFixture.newRef();
  final Deadline deadline = Deadline.after(Duration.ofMinutes(1));
  final HotTier tier;
  private final RedisClient client = RedisClient.create(server.uri().toString());

  HotTierFixture() {
    tier =
        HotTier.open(client, Expiry.WHEN_ARCHIVED, ThreadStoreSettings.defaults(), Failpoints.NONE);
    create("00");
  }

  Change change(String nonce) {
    return new Change(ref, "test", nonce);
  }

  /** Creates the thread, unless it is there. */
  HotTransfer.Install create(String nonce) {
    HotTransfer transfer = tier.transfer(ref);
    String gate =
        transfer.gate("ff", deadline) instanceof HotTransfer.Entry.Gate found
            ? found.pass()
            : "none";
    Installation fresh =
        Installation.fresh(
            gate, change(nonce), Revision.of(1, Stamps.first(nonce)), null, Map.of(), null, 0, "");
    return transfer.install(transfer.staging("c" + nonce, 0), fresh, deadline);
  }

  /** Messages whose ids are the prefix and a number. */
  static List<MessageRecord> messages(String prefix, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i -> new MessageRecord(prefix + i, ("text " + i).getBytes(UTF_8), PayloadFormat.BYTES))
        .toList();
  }

  @Override
  public void close() {
    tier.close();
    client.shutdown();
    server.close();
  }
}
