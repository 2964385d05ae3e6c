package dev.threadstore.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threadstore.ThreadStore;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With a cold store, all keys of a thread live equally long (H73): for ever until it is archived
 * (G6).
 */
class TierTtlIT {
  private static final long NONE = -1;
  private static final Duration TTL = Duration.ofSeconds(2);

  private final ThreadRef ref = RedisFixture.newRef();
  @TempDir private Path folder;
  private BothTiers tiers;
  private ThreadStore<Note> store;
  private TieredThreadManager<Note> thread;

  @BeforeEach
  void open() {
    tiers = new BothTiers(RedisEngine.REDIS_7.fixture(), folder);
    store = tiers.store();
    thread = store.thread(ref);
    thread.create();
    thread.append(Note.range("m", 0, 5));
    thread.state().saveJson("1", Revision.ANY);
    thread.flush();
  }

  @AfterEach
  void close() {
    tiers.close();
  }

  /**
   * H2: activity that renews only some keys' TTLs would let the others die under a thread in use;
   * the next flush or hydrate takes what is left for residue.
   */
  @Test
  void reads_ofAnArchivedThread_renewAllKeysTogether() {
    reads()
        .forEach(
            (name, read) -> {
              thread.hydrate();
              List<String> keys = tiers.redis().keysOf(ref);
              keys.forEach(key -> tiers.redis().commands().pexpire(key, 60_000));
              read.accept(thread);
              assertThat(tiers.redis().keysOf(ref)).as(name).isEqualTo(keys).hasSize(3);
              assertThat(expiryTimes(ref))
                  .as(name)
                  .hasSize(1)
                  .allMatch(at -> at > System.currentTimeMillis() + 23 * 3_600_000L);
            });
  }

  /**
   * H2, H91: a change of an archived thread would leave a TTL on some key of a thread that is in
   * Redis only: its own, or the staging's, which RENAME carries along.
   */
  @Test
  void changes_ofAnArchivedThread_leaveNoTtlOnAnyKey() {
    changes()
        .forEach(
            (name, change) -> {
              thread.flush(AfterFlush.KEEP);
              thread.hydrate();
              assertThat(expiryTimes(ref)).as(name).doesNotContain(NONE);
              change.accept(thread);
              assertThat(tiers.redis().keysOf(ref)).as(name).hasSize(3);
              assertThat(expiryTimes(ref)).as(name).containsExactly(NONE);
            });
  }

  /** H91: so would a fork, which comes out of staging too. */
  @Test
  void forks_ofAHotThread_haveNoTtlOnAnyKey() {
    thread.hydrate();
    ThreadRef target = RedisFixture.newRef();
    thread.fork(target, ForkPoint.end(), ForkState.CURRENT);
    assertThat(tiers.redis().keysOf(target)).hasSize(3);
    assertThat(expiryTimes(target)).containsExactly(NONE);
  }

  /** H2: the clock that runs is Redis' own here, and a thread in use outlives its TTL whole. */
  @Test
  void threadInUse_forLongerThanItsTtl_staysWhole() {
    ThreadStoreSettings settings = ThreadStoreSettings.builder().hotTtl(TTL).build();
    TieredThreadManager<Note> brief = tiers.store(settings, Failpoints.NONE).thread(ref);
    brief.hydrate();
    long end = System.nanoTime() + TTL.multipliedBy(2).toNanos();
    await()
        .atMost(20, SECONDS)
        .until(
            () -> {
              brief.messages().tail(1);
              assertThat(tiers.redis().keysOf(ref)).hasSize(3);
              return System.nanoTime() > end;
            });
    brief.append(Note.range("m", 5, 6));
    TieredThreadManager<Note> idle = tiers.store(settings, Failpoints.NONE).thread(other());
    idle.hydrate();
    await().atMost(20, SECONDS).until(() -> tiers.redis().keysOf(idle.ref()).isEmpty());
    assertThat(tiers.redis().keysOf(ref)).as("unarchived, for as long").hasSize(3);
    assertThat(brief.load().messages()).isEqualTo(Note.range("m", 0, 6));
    brief.flush();
    assertThat(brief.load().messages()).isEqualTo(Note.range("m", 0, 6));
    assertThat(idle.load().messages()).isEqualTo(Note.range("m", 0, 6));
  }

  private ThreadRef other() {
    ThreadRef other = RedisFixture.newRef();
    thread.fork(other).flush();
    return other;
  }

  private static Map<String, Consumer<TieredThreadManager<Note>>> reads() {
    Map<String, Consumer<TieredThreadManager<Note>>> all = new LinkedHashMap<>();
    all.put("load", TieredThreadManager::load);
    all.put("info", TieredThreadManager::info);
    all.put("exists", TieredThreadManager::exists);
    all.put("tail", t -> t.messages().tail(1));
    all.put("from", t -> t.messages().from(0, 1));
    all.put("before", t -> t.messages().before(2, 1));
    all.put("after", t -> t.messages().after("m0", 1));
    all.put("find", t -> t.messages().find("m0"));
    all.put("count", t -> t.messages().count());
    all.put("load state", t -> t.state().loadJson());
    all.put("append of what is known", t -> t.append(Note.range("m", 0, 2)));
    all.put("truncate nothing", t -> t.truncateFrom("no", Revision.ANY));
    all.put("fork", t -> t.fork(RedisFixture.newRef()));
    return all;
  }

  private static Map<String, Consumer<TieredThreadManager<Note>>> changes() {
    Map<String, Consumer<TieredThreadManager<Note>>> all = new LinkedHashMap<>();
    all.put("append", t -> t.append(Note.range("m", 5, 6)));
    all.put("truncate", t -> t.truncateFrom("m5", Revision.ANY));
    all.put("save state", t -> t.state().saveJson("2", Revision.ANY));
    all.put("delete state", t -> t.state().delete(Revision.ANY));
    all.put("replace", t -> t.replaceAll(Note.range("n", 0, 3), Revision.ANY));
    all.put("restore", t -> t.snapshots().restore(1, Revision.ANY));
    all.put(
        "restore what is not hot",
        t -> {
          t.flush();
          t.snapshots().restore(1, Revision.ANY);
        });
    all.put(
        "keep the hot copy, and change it",
        t -> {
          t.resolve(Resolution.keepHot(), Revision.ANY);
          t.append(Note.range("n", 5, 6));
        });
    return all;
  }

  /** When a thread's keys expire, by the clock; -1: never. */
  private Set<Long> expiryTimes(ThreadRef of) {
    return tiers.redis().keysOf(of).stream()
        .map(key -> tiers.redis().commands().pexpiretime(key))
        .collect(Collectors.toSet());
  }
}
