package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that is really out of memory and evicts what its policy lets it (G6). */
class EvictionIT {
  private static final int THREADS = 60;
  private static final int ENOUGH = 10;

  @TempDir private Path folder;
  private final RedisServer server = RedisServer.start();
  private final RedisFixture redis = RedisFixture.on(server);
  private final List<TieredThreadManager<Note>> clean = new ArrayList<>();
  private final List<TieredThreadManager<Note>> dirty = new ArrayList<>();
  private BothTiers tiers;

  @BeforeEach
  void open() {
    tiers = new BothTiers(redis, folder);
    ThreadStore<Note> store = tiers.store();
    for (int i = 0; i < THREADS; i++) {
      TieredThreadManager<Note> thread = store.thread(RedisFixture.newRef());
      thread.create();
      thread.append(Note.range("m", 0, 50));
      thread.flush(AfterFlush.KEEP);
      if (i % 2 == 0) {
        thread.append(Note.range("m", 50, 100));
      }
      (i % 2 == 0 ? dirty : clean).add(thread);
    }
  }

  @AfterEach
  void close() {
    tiers.close();
    redis.close();
    server.close();
  }

  /**
   * H13: what eviction leaves of an archived thread would be served, or archived over the good
   * copy. With a policy that spares keys without a TTL, unarchived changes are all there.
   */
  @Test
  void volatileKeysEvicted_nothingIsLost() {
    evict("volatile-random", clean);
    for (TieredThreadManager<Note> thread : dirty) {
      assertThat(redis.keysOf(thread.ref())).hasSize(3);
      assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 100));
    }
    boolean flushed = false;
    for (TieredThreadManager<Note> thread : clean) {
      flushed = !flushed;
      if (flushed) {
        thread.flush();
      }
      assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 50));
      assertThat(thread.snapshots().history(9)).hasSize(1);
    }
  }

  /**
   * H13, H107: eviction of one key of a thread with unarchived changes, its head for instance,
   * would make it look absent; the next hydrate deletes what is left, the next flush archives it.
   */
  @Test
  void anyKeysEvicted_whatIsLeftIsNeitherServedNorArchivedNorRemoved() {
    evict("allkeys-random", dirty);
    int damaged = 0;
    for (TieredThreadManager<Note> thread : dirty) {
      List<String> left = redis.keysOf(thread.ref());
      if (left.size() == 3) {
        assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 100));
      } else if (!left.isEmpty()) {
        damaged++;
        assertThatThrownBy(thread::load).isInstanceOf(DamagedHotCopyException.class);
        assertThatThrownBy(thread::hydrate).isInstanceOf(DamagedHotCopyException.class);
        assertThatThrownBy(thread::flush).isInstanceOf(DamagedHotCopyException.class);
        assertThatThrownBy(() -> thread.append(Note.range("m", 100, 101)))
            .isInstanceOf(DamagedHotCopyException.class);
        assertThat(catchThrowable(thread::create)).isInstanceOf(DamagedHotCopyException.class);
        assertThat(redis.keysOf(thread.ref())).isEqualTo(left);
      }
      assertThat(thread.snapshots().history(9))
          .extracting(SnapshotInfo::length)
          .containsExactly(50L);
    }
    assertThat(damaged).isGreaterThanOrEqualTo(ENOUGH);
    for (TieredThreadManager<Note> thread : clean) {
      assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 50));
    }
  }

  /** Fills Redis until enough of these threads have lost some keys and not all. */
  private void evict(String policy, List<TieredThreadManager<Note>> threads) {
    long used =
        Long.parseLong(
            redis
                .commands()
                .info("memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .findFirst()
                .orElseThrow()
                .substring("used_memory:".length()));
    redis.commands().configSet("maxmemory-policy", policy);
    redis.commands().configSet("maxmemory", Long.toString(used));
    String filler = "x".repeat(2000);
    for (int i = 0; inPart(threads) < ENOUGH; i++) {
      assertThat(i).as("fillers written").isLessThan(100_000);
      redis.commands().set("filler-" + i, filler);
    }
    redis.commands().configSet("maxmemory", "0");
  }

  private long inPart(List<TieredThreadManager<Note>> threads) {
    return threads.stream()
        .map(thread -> redis.keysOf(thread.ref()).size())
        .filter(left -> left == 1 || left == 2)
        .count();
  }
}
