package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threadstore.internal.hot.ActivityIndex;
import dev.threadstore.internal.hot.IndexShard;
import dev.threadstore.model.ArchiveBacklog;
import dev.threadstore.model.ThreadRef;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an archiver would find, without taking it. */
class BacklogIT {
  private static final Duration LONG = Duration.ofHours(1);

  private final HotTierFixture hot = new HotTierFixture();
  private final ActivityIndex index = hot.tier.index().orElseThrow();
  private final RedisClient client = RedisClient.create(hot.server.uri().toString());
  private final ThreadRef ref = new ThreadRef("backlog", "t");
  private final IndexShard shard = IndexShard.of(ref);

  @AfterEach
  void close() {
    client.shutdown();
    hot.close();
  }

  @Test
  void backlog_ofNothing_isNone() {
    assertThat(backlog(Duration.ZERO)).isEqualTo(ArchiveBacklog.NONE);
  }

  @Test
  void backlog_threadNotIdleForLongEnough_doesNotWait() {
    touch();
    assertThat(backlog(LONG)).isEqualTo(new ArchiveBacklog(1, 0, 0, Duration.ZERO));
  }

  @Test
  void backlog_threadIdleForLonger_waitsForTheDifference() {
    touch();
    lastUsed(Duration.ofHours(3));
    ArchiveBacklog backlog = backlog(LONG);
    assertThat(backlog.entries()).isEqualTo(1);
    assertThat(backlog.waiting()).isEqualTo(1);
    assertThat(backlog.lag()).isCloseTo(Duration.ofHours(2), Duration.ofMinutes(1));
    assertThat(claim(LONG)).as("nothing was taken").isEqualTo(1);
  }

  @Test
  void backlog_threadInHand_waitsOnceItsLeaseHasEnded() {
    touch();
    assertThat(claim(Duration.ofMillis(300))).isEqualTo(1);
    assertThat(backlog(Duration.ZERO).waiting()).isZero();
    await().until(() -> backlog(Duration.ZERO).waiting() == 1);
    assertThat(backlog(Duration.ZERO).lag()).isPositive().isLessThan(LONG);
  }

  @Test
  void backlog_threadFails_isCountedAndDoesNotWaitWhileItIsLeftAlone() {
    touch();
    ActivityIndex.Claim claim =
        index.claim(shard, Duration.ZERO, LONG, 1, hot.deadline).claims().get(0);
    assertThat(index.settleFailed(claim, "expected", LONG, LONG, hot.deadline)).isTrue();
    assertThat(backlog(Duration.ZERO)).isEqualTo(new ArchiveBacklog(1, 0, 1, Duration.ZERO));
  }

  private ArchiveBacklog backlog(Duration idle) {
    return index.backlog(shard, idle, hot.deadline);
  }

  private int claim(Duration lease) {
    return index.claim(shard, Duration.ZERO, lease, 9, hot.deadline).claims().size();
  }

  private void touch() {
    hot.tier.transfer(ref).gate("ff", hot.deadline);
  }

  private void lastUsed(Duration ago) {
    String key = "ts:{backlog::" + shard.number() + "}:active";
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().minus(ago));
    client.connect().sync().zadd(key, (double) micros, ref.encodedId());
  }
}
