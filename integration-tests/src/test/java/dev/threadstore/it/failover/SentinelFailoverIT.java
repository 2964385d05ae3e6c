package dev.threadstore.it.failover;

import static dev.threadstore.it.failover.Replication.SOON;
import static dev.threadstore.it.failover.Replication.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.it.Sentinels;
import dev.threadstore.testsupport.InMemoryColdStore;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.TimeoutOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sentinel replaces a dead master while several writers append to, flush and hydrate threads. */
class SentinelFailoverIT {
  private static final int THREADS = 12;

  @TempDir private Path folder;
  private RedisServer master;
  private RedisServer replica;
  private RedisServer sentinel;
  private RedisClient client;
  private ThreadStore<Note> store;

  @BeforeEach
  void start() {
    master = Replication.newMaster();
    replica = Replication.newReplica(master);
    sentinel = Sentinels.watch(master, folder);
    await().atMost(SOON).until(() -> on(sentinel, s -> s.info("sentinel")).contains("slaves=1"));
    client = RedisClient.create(Sentinels.uri(sentinel));
    client.setOptions(
        ClientOptions.builder()
            .timeoutOptions(TimeoutOptions.enabled(Duration.ofSeconds(2)))
            .build());
    store = ThreadStore.builder(client, Note.CODEC).coldStore(new InMemoryColdStore()).build();
  }

  @AfterEach
  void close() {
    store.close();
    client.shutdown();
    sentinel.close();
    replica.close();
    master.close();
  }

  /**
   * H81, H93, H97: the replica lagged, so Redis loses what it has acknowledged. Everything works
   * again without a restart, and the loss is noticed.
   */
  @Test
  void masterKilled_replicaLagged_theLossIsNoticed() {
    Load load = Load.on(store, THREADS);
    load.awaitEach(10);
    Replication.holdUp(replica, master);
    load.awaitEach(10);
    master.kill();
    replica.resume();
    load.awaitEach(10);
    assertThat(load.end().stream().mapToInt(Conversation::assertLossIsNoticed).sum()).isPositive();
  }
}
