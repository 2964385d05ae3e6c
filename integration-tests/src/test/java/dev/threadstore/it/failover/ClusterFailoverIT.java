package dev.threadstore.it.failover;

import static dev.threadstore.it.failover.Replication.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.testsupport.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A master of a cluster goes, by a crash or on purpose, while several writers append to, flush and
 * hydrate threads all over the cluster. Each test uses up one of the three masters.
 */
class ClusterFailoverIT {
  private static final int THREADS = 30;

  private static ReplicatedCluster redis;
  private static ThreadStore<Note> store;

  @BeforeAll
  static void start() {
    redis = new ReplicatedCluster();
    store = redis.store(ThreadStoreSettings.builder().callTimeout(SOON).build());
  }

  @AfterAll
  static void close() {
    redis.close();
  }

  /** Everything works again without a restart, and whatever was lost is noticed (H81, H93, H97). */
  @Test
  void masterKilled_underLoad_goesOnAndNoticesWhatIsLost() {
    Load load = Load.on(store, THREADS);
    load.awaitEach(10);
    redis.cluster().masters().get(0).kill();
    redis.cluster().awaitMaster(redis.cluster().replicas().get(0), SOON);
    load.awaitEach(10);
    load.end().forEach(Conversation::assertLossIsNoticed);
  }

  /**
   * H81, H93, H97: the same, of a replica that lagged: Redis loses what it has acknowledged. The
   * archive is not overwritten, what Redis still has is not dropped, no revision of what is lost
   * passes, and what is sent again lands once.
   */
  @Test
  void masterKilled_replicaLagged_theLossIsNoticed() {
    RedisServer master = redis.cluster().masters().get(1);
    RedisServer replica = redis.cluster().replicas().get(1);
    Load load = Load.on(store, THREADS);
    load.awaitEach(10);
    Replication.holdUp(replica, master);
    load.awaitEach(10);
    master.kill();
    replica.resume();
    redis.cluster().awaitMaster(replica, SOON);
    load.awaitEach(10);
    assertThat(load.end().stream().mapToInt(Conversation::assertLossIsNoticed).sum()).isPositive();
  }

  /** {@code CLUSTER FAILOVER} loses nothing: a change that is refused meanwhile is sent again. */
  @Test
  void masterHandsOver_underLoad_losesNothing() {
    Load load = Load.on(store, THREADS);
    load.awaitEach(10);
    redis.cluster().failOver(redis.cluster().replicas().get(2), SOON);
    load.awaitEach(10);
    redis.cluster().failOver(redis.cluster().masters().get(2), SOON);
    load.awaitEach(10);
    load.end().forEach(Conversation::assertWhole);
  }
}
