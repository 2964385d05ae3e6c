package dev.threadstore.it.failover;

import static dev.threadstore.it.failover.Replication.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.testsupport.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Changes that are acknowledged when a replica has them survive a failover: masters are killed at
 * random moments, sometimes with a replica that lags, which is what loses messages otherwise (see
 * {@link ClusterFailoverIT}).
 */
class ReplicatedFailoverIT {
  /** Each takes some seconds. */
  private static final int ROUNDS = Integer.getInteger("threadstore.it.failovers", 2);

  private static final long SEED = Long.getLong("threadstore.it.seed", System.nanoTime());
  private static final int THREADS = 30;

  /** H81: nothing that was acknowledged is lost, so there is nothing to notice. */
  @Test
  void mastersKilled_replicasWaitedFor_losesNothing() {
    Random random = new Random(SEED);
    try (ReplicatedCluster redis = new ReplicatedCluster();
        ThreadStore<Note> store =
            redis.store(
                ThreadStoreSettings.builder().waitForReplicas(1, Duration.ofMillis(300)).build())) {
      for (int round = 0; round < ROUNDS; round++) {
        int part = random.nextInt(3);
        RedisServer master = redis.masterOf(part);
        RedisServer replica = redis.replicaOf(part);
        Load load = Load.on(store, THREADS);
        load.awaitEach(5);
        load.awaitAny(random.nextInt(50));
        boolean lagging = round % 2 == 0;
        if (lagging) {
          Replication.holdUp(replica, master);
          load.awaitTroubles("not replicated", 10);
        }
        master.kill();
        if (lagging) {
          replica.resume();
        }
        redis.cluster().awaitMaster(replica, SOON);
        // The only replica: without it nothing is acknowledged.
        master.restart();
        await().atMost(SOON).until(() -> Replication.isInSync(master));
        load.awaitEach(5);
        List<Conversation> conversations = load.end();
        assertThat(conversations)
            .as("seed %d round %d", SEED, round)
            .allSatisfy(Conversation::assertNothingIsLost);
      }
    }
  }
}
