package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.InMemoryColdStore;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client with a Sentinel URI (H74): the store works on the master that Sentinel names. */
class SentinelIT {
  @TempDir private Path folder;

  @Test
  void store_onASentinelUri_worksOnTheMaster() {
    try (RedisServer master = RedisServer.start();
        RedisServer sentinel = Sentinels.watch(master, folder)) {
      RedisClient client = RedisClient.create(Sentinels.uri(sentinel));
      try (ThreadStore<Note> store =
          ThreadStore.builder(client, Note.CODEC).coldStore(new InMemoryColdStore()).build()) {
        TieredThreadManager<Note> thread = store.thread(RedisFixture.newRef());
        thread.create();
        thread.append(Note.range("m", 0, 3));
        assertThat(thread.flush().isArchived()).isTrue();
        assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
        try (RedisFixture onMaster = RedisFixture.on(master)) {
          assertThat(onMaster.keysOf(thread.ref())).hasSize(3);
        }
      } finally {
        client.shutdown();
      }
    }
  }
}
