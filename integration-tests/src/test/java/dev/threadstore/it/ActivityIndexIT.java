package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threadstore.internal.hot.ActivityIndex;
import dev.threadstore.internal.hot.ActivityIndex.Claim;
import dev.threadstore.internal.hot.ActivityIndex.Claims;
import dev.threadstore.internal.hot.HotTransfer.Entry;
import dev.threadstore.internal.hot.IndexShard;
import dev.threadstore.model.FailingThread;
import dev.threadstore.model.ThreadRef;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The index alone: who may take a thread, and what is left when he is done. */
class ActivityIndexIT {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final HotTierFixture hot = new HotTierFixture();
  private final ActivityIndex index = hot.tier.index().orElseThrow();
  private final RedisClient client = RedisClient.create(hot.server.uri().toString());
  private final RedisCommands<String, String> commands = client.connect().sync();
  private final ThreadRef ref = new ThreadRef("index", UUID.randomUUID().toString());
  private final IndexShard shard = IndexShard.of(ref);

  @AfterEach
  void close() {
    client.shutdown();
    hot.close();
  }

  @Test
  void claim_ofSeveral_takesThoseIdleForLongest() {
    List<ThreadRef> refs = sameShard(5);
    refs.forEach(this::touch);
    setActivity(refs.get(3), 10);
    setActivity(refs.get(1), 20);
    Claims claims = index.claim(shard, LONG, LONG, 5, hot.deadline);
    assertThat(claims.claims()).extracting(Claim::ref).containsExactly(refs.get(3), refs.get(1));
    assertThat(claims.mayHaveMore()).isFalse();
    Claims some = index.claim(shard, Duration.ZERO, LONG, 2, hot.deadline);
    assertThat(some.claims()).extracting(Claim::ref).containsExactly(refs.get(0), refs.get(2));
    assertThat(some.mayHaveMore()).isTrue();
  }

  @Test
  void claim_ofWhatAnotherHas_takesNothingUntilItsLeaseEnds() {
    touch(ref);
    Claim first = claim(Duration.ofMillis(300));
    assertThat(index.claim(shard, Duration.ZERO, LONG, 9, hot.deadline).claims()).isEmpty();
    Claim second = await().until(() -> claims(LONG), claims -> !claims.isEmpty()).get(0);
    assertThat(second.ref()).isEqualTo(ref);
    // Whoever lost it takes nothing away from its new holder.
    assertThat(index.settleGone(first, hot.deadline)).isFalse();
    assertThat(index.settleUsed(first, Duration.ZERO, hot.deadline)).isFalse();
    assertThat(index.settleBack(first, hot.deadline)).isFalse();
    assertThat(index.settleFailed(first, "late", LONG, LONG, hot.deadline)).isFalse();
    assertThat(index.failing(shard, hot.deadline)).isEmpty();
    assertThat(index.settleGone(second, hot.deadline)).isTrue();
    assertThat(entries()).isZero();
  }

  /** What comes back from the dead is not taken for what nobody wants. */
  @Test
  void touch_afterLeasesHaveEnded_forgetsNoneOfTheirThreads() {
    List<ThreadRef> refs = sameShard(6);
    refs.subList(0, 5).forEach(this::touch);
    assertThat(index.claim(shard, Duration.ZERO, SHORT, 5, hot.deadline).claims()).hasSize(5);
    await()
        .until(() -> index.claim(shard, Duration.ZERO, LONG, 1, hot.deadline).claims().size() == 1);
    touch(refs.get(5));
    assertThat(index.claim(shard, Duration.ZERO, LONG, 9, hot.deadline).claims()).hasSize(5);
  }

  @Test
  void claim_touchedWhileAnotherHasIt_doesNotKeepTheOthersFromBeingTaken() {
    List<ThreadRef> refs = sameShard(3);
    touch(refs.get(0));
    touch(refs.get(1));
    assertThat(index.claim(shard, Duration.ZERO, LONG, 2, hot.deadline).claims()).hasSize(2);
    refs.forEach(this::touch);
    assertThat(index.claim(shard, Duration.ZERO, LONG, 2, hot.deadline).claims()).isEmpty();
    assertThat(index.claim(shard, Duration.ZERO, LONG, 2, hot.deadline).claims())
        .extracting(Claim::ref)
        .containsExactly(refs.get(2));
  }

  @Test
  void settleGone_touchedSinceTheClaim_leavesTheThread() {
    touch(ref);
    Claim claim = claim(LONG);
    touch(ref);
    assertThat(index.settleGone(claim, hot.deadline)).isTrue();
    assertThat(claim(LONG).ref()).isEqualTo(ref);
  }

  @Test
  void settleUsed_touchedSinceTheClaim_goesByTheLatter() {
    touch(ref);
    Claim claim = claim(LONG);
    touch(ref);
    double touched = activity(ref);
    assertThat(index.settleUsed(claim, Duration.ofMinutes(5), hot.deadline)).isTrue();
    assertThat(activity(ref)).isEqualTo(touched);
    Claim again = claim(LONG);
    assertThat(index.settleUsed(again, Duration.ofMinutes(5), hot.deadline)).isTrue();
    assertThat(activity(ref)).isLessThan(touched - 200_000_000).isPositive();
  }

  @Test
  void settleBack_isAsItWas() {
    touch(ref);
    double before = activity(ref);
    assertThat(index.settleBack(claim(LONG), hot.deadline)).isTrue();
    assertThat(activity(ref)).isEqualTo(before);
  }

  @Test
  void settleFailed_timeAfterTime_waitsTwiceAsLongUpToABound() {
    Duration longest = SHORT.multipliedBy(3);
    touch(ref);
    Claim begun = claim(LONG);
    Instant failed = now();
    index.settleFailed(begun, "why first", SHORT, longest, hot.deadline);
    FailingThread first = failing();
    assertThat(first.problem()).isEqualTo("why first");
    assertThat(first.since())
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    Duration[] expected = {SHORT, SHORT.multipliedBy(2), longest, longest};
    FailingThread last = first;
    for (int attempt = 1; attempt <= 4; attempt++) {
      assertThat(last.attempts()).isEqualTo(attempt);
      assertThat(last.since()).isEqualTo(first.since());
      assertThat(Duration.between(failed, last.nextAttempt()))
          .isBetween(expected[attempt - 1], expected[attempt - 1].plus(Duration.ofSeconds(5)));
      Claim claim = await().until(() -> claims(LONG), claims -> !claims.isEmpty()).get(0);
      assertThat(now()).isAfterOrEqualTo(last.nextAttempt());
      failed = now();
      index.settleFailed(claim, "why later", SHORT, longest, hot.deadline);
      last = failing();
    }
    assertThat(last.problem()).isEqualTo("why later");
    Claim claim = await().until(() -> claims(LONG), claims -> !claims.isEmpty()).get(0);
    index.settleUsed(claim, Duration.ZERO, hot.deadline);
    assertThat(index.failing(shard, hot.deadline)).isEmpty();
  }

  /** H73: without an archiver the index would grow for ever. */
  @Test
  void touch_entriesThatNobodyTookNoticeOf_areForgottenSomeAtATime() {
    List<ThreadRef> refs = sameShard(7);
    refs.forEach(this::touch);
    refs.subList(0, 6).forEach(old -> setActivity(old, 1));
    touch(refs.get(6));
    assertThat(entries()).isEqualTo(3);
    touch(refs.get(6));
    assertThat(entries()).isEqualTo(1);
    assertThat(activity(refs.get(6))).isPositive();
  }

  @Test
  void touch_again_raisesWhatIsKnownInAnyCase() {
    touch(ref);
    index.keep(ref, LONG, hot.deadline);
    double kept = activity(ref);
    touch(ref);
    assertThat(activity(ref)).isEqualTo(kept + 1);
  }

  @Test
  void beginScan_somebodyIsAtIt_isLeftToHimUntilHisLeaseEnds() {
    ActivityIndex.ScanPart part = index.beginScan(SHORT, hot.deadline).orElseThrow();
    assertThat(part.cursor()).isEmpty();
    assertThat(index.beginScan(SHORT, hot.deadline)).isEmpty();
    ActivityIndex.ScanPart next =
        await().until(() -> index.beginScan(LONG, hot.deadline), found -> found.isPresent()).get();
    assertThat(index.endScan(part, "late", Duration.ZERO, hot.deadline)).isFalse();
    assertThat(index.endScan(next, "0:7", Duration.ZERO, hot.deadline)).isTrue();
    ActivityIndex.ScanPart last = index.beginScan(LONG, hot.deadline).orElseThrow();
    assertThat(last.cursor()).isEqualTo("0:7");
    assertThat(index.endScan(last, "", LONG, hot.deadline)).isTrue();
    assertThat(index.beginScan(LONG, hot.deadline)).isEmpty();
  }

  private void touch(ThreadRef thread) {
    ((Entry.Gate) hot.tier.transfer(thread).gate("ff", hot.deadline)).pass();
  }

  private List<Claim> claims(Duration lease) {
    return index.claim(shard, Duration.ZERO, lease, 9, hot.deadline).claims();
  }

  private Claim claim(Duration lease) {
    List<Claim> claims = claims(lease);
    assertThat(claims).hasSize(1);
    return claims.get(0);
  }

  private FailingThread failing() {
    List<FailingThread> failing = index.failing(shard, hot.deadline);
    assertThat(failing).hasSize(1);
    assertThat(failing.get(0).ref()).isEqualTo(ref);
    return failing.get(0);
  }

  private List<ThreadRef> sameShard(int count) {
    return IntStream.range(0, Integer.MAX_VALUE)
        .mapToObj(i -> new ThreadRef("index", "t" + i))
        .filter(candidate -> IndexShard.of(candidate).equals(shard))
        .limit(count)
        .toList();
  }

  private String key(String part) {
    return "ts:{index::" + shard.number() + "}:" + part;
  }

  private double activity(ThreadRef thread) {
    return commands.zscore(key("active"), thread.encodedId());
  }

  private void setActivity(ThreadRef thread, double micros) {
    commands.zadd(key("active"), micros, thread.encodedId());
  }

  private long entries() {
    return commands.zcard(key("active")) + commands.zcard(key("leased"));
  }

  /** The time of this Redis, by which leases go. */
  private Instant now() {
    List<String> time = commands.time();
    return Instant.ofEpochSecond(Long.parseLong(time.get(0)), 1000 * Long.parseLong(time.get(1)));
  }
}
