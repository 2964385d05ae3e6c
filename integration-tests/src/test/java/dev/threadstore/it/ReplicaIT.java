package dev.threadstore.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisCluster;
import dev.threadstore.testsupport.RedisServer;
import dev.threadstore.testsupport.TcpProxy;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas lag: nothing that is decided, archived or released may come from one (H96). */
class ReplicaIT {
  @TempDir private Path folder;

  /** H96: a client that ended up at a replica would archive a short history, and release it. */
  @Test
  void flush_onALaggingReplica_isRefused() {
    ThreadRef ref = RedisFixture.newRef();
    try (RedisServer master = RedisServer.start();
        TcpProxy replication = TcpProxy.to(master.port());
        RedisServer replica =
            RedisServer.builder().config("replicaof 127.0.0.1 " + replication.port()).start();
        RedisFixture onMaster = RedisFixture.on(master);
        RedisFixture onReplica = RedisFixture.on(replica);
        BothTiers right = new BothTiers(onMaster, folder);
        BothTiers wrong = new BothTiers(onReplica, folder)) {
      TieredThreadManager<Note> thread = right.store().thread(ref);
      thread.create();
      thread.append(Note.range("m", 0, 3));
      await().atMost(30, SECONDS).until(() -> onReplica.keysOf(ref).size() == 3);
      replication.cut();
      thread.append(Note.range("m", 3, 5));

      TieredThreadManager<Note> lagging = wrong.store().thread(ref);
      assertThatThrownBy(lagging::flush).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> lagging.append(Note.range("m", 3, 4)))
          .isInstanceOf(StoreUnavailableException.class);
      assertThat(thread.info().tier()).isEqualTo(Tier.HOT);
      assertThat(thread.snapshots().history(9)).isEmpty();
      assertThat(thread.flush().length()).isEqualTo(5);
      assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
    }
  }

  /** H96: with every replica of a cluster standing still, nothing waits for one, or misses data. */
  @Test
  void everything_replicasOfAClusterPaused_works() {
    try (RedisCluster cluster = RedisCluster.builder().replicasPerMaster(1).start();
        FileSystemColdStore cold = FileSystemColdStore.open(folder);
        RedisClusterClient client =
            RedisClusterClient.create(
                cluster.uris().stream().map(uri -> RedisURI.create(uri)).toList());
        ThreadStore<Note> store = ThreadStore.builder(client, Note.CODEC).coldStore(cold).build()) {
      cluster.replicas().forEach(RedisServer::pause);
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        TieredThreadManager<Note> thread = store.thread(new ThreadRef("replicas", "t" + i));
        thread.create();
        thread.append(Note.range("m", 0, 5));
        thread.flush(i % 2 == 0 ? AfterFlush.KEEP : AfterFlush.RELEASE);
        assertThat(thread.append(Note.range("m", 3, 7)).added()).containsExactly("m5", "m6");
        thread.flush();
        assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 7));
        if (i % 2 == 0) {
          thread.flush();
        }
        ids.add(thread.ref().id());
      }
      Set<String> listed = new HashSet<>();
      for (String cursor = ""; cursor != null; ) {
        var page = store.namespace("replicas").list(cursor, 100);
        page.threads().forEach(entry -> listed.add(entry.ref().id()));
        cursor = page.next().orElse(null);
      }
      assertThat(listed).containsExactlyInAnyOrderElementsOf(ids);
    }
  }
}
