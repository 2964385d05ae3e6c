package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadManager;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** G6, H2, H73, without a cold store: threads expire whole if {@code hotTtl} was set, or never. */
@ParameterizedClass
@EnumSource(RedisEngine.class)
class HotTtlIT {
  private static final Duration TTL = Duration.ofHours(2);
  private static final Duration ALMOST_OVER = Duration.ofMinutes(1);

  private final RedisFixture redis;

  HotTtlIT(RedisEngine engine) {
    redis = engine.fixture();
  }

  @Test
  void ttl_set_isOnAllKeysAndRenewedByReadsAndChanges() {
    ThreadStoreSettings settings = ThreadStoreSettings.builder().hotTtl(TTL).build();
    try (ThreadStore<Note> store = redis.store().settings(settings).build()) {
      ThreadManager<Note> thread = store.thread(RedisFixture.newRef());
      thread.create();
      assertThat(ttls(thread.ref())).isNotEmpty().allMatch(HotTtlIT::isFull);
      activities()
          .forEach(
              (name, activity) -> {
                for (String key : redis.keysOf(thread.ref())) {
                  redis.commands().pexpire(key, ALMOST_OVER.toMillis());
                }
                activity.accept(thread);
                assertThat(ttls(thread.ref()))
                    .as(name)
                    .hasSizeGreaterThanOrEqualTo(1)
                    .allMatch(HotTtlIT::isFull);
              });
      assertThat(redis.keysOf(thread.ref())).hasSize(3);
    }
  }

  @Test
  void ttl_notSet_isOnNoKey() {
    try (ThreadStore<Note> store = redis.store().build()) {
      ThreadManager<Note> thread = store.thread(RedisFixture.newRef());
      thread.create();
      activities()
          .forEach(
              (name, activity) -> {
                activity.accept(thread);
                assertThat(ttls(thread.ref())).as(name).isNotEmpty().allMatch(ttl -> ttl == -1);
              });
      assertThat(redis.keysOf(thread.ref())).hasSize(3);
    }
  }

  /** A fork is a thread of its own: it expires by itself, and so does its source. */
  @Test
  void ttl_ofAFork_isAsThatOfAnyThread() {
    ThreadStoreSettings settings = ThreadStoreSettings.builder().hotTtl(TTL).build();
    for (boolean isSet : new boolean[] {true, false}) {
      try (ThreadStore<Note> store =
          redis.store().settings(isSet ? settings : ThreadStoreSettings.defaults()).build()) {
        ThreadManager<Note> source = store.thread(RedisFixture.newRef());
        source.create();
        source.append(Note.range("m", 0, 3));
        ThreadRef target = RedisFixture.newRef();
        source.fork(target, ForkPoint.end(), ForkState.CURRENT);
        assertThat(ttls(target)).hasSize(3).allMatch(ttl -> isSet ? isFull(ttl) : ttl == -1);
        assertThat(ttls(source.ref())).hasSize(3).allMatch(ttl -> isSet ? isFull(ttl) : ttl == -1);
      }
    }
  }

  /** G6: an expired thread is gone whole, and its id is free. */
  @Test
  void ttl_over_takesTheWholeThread() {
    ThreadStoreSettings settings = ThreadStoreSettings.builder().hotTtl(TTL).build();
    try (ThreadStore<Note> store = redis.store().settings(settings).build()) {
      ThreadManager<Note> thread = store.thread(RedisFixture.newRef());
      thread.create();
      thread.append(Note.range("m", 0, 3));
      for (String key : redis.keysOf(thread.ref())) {
        redis.commands().pexpire(key, 0);
      }
      assertThat(thread.exists()).isFalse();
      thread.create();
      assertThat(thread.load().messages()).isEmpty();
    }
  }

  /** Every kind of call, in an order in which each has something to do. */
  private static Map<String, Consumer<ThreadManager<Note>>> activities() {
    Map<String, Consumer<ThreadManager<Note>>> all = new LinkedHashMap<>();
    all.put("append", thread -> thread.append(Note.range("m", 0, 4)));
    all.put("append of what is known", thread -> thread.append(Note.range("m", 0, 4)));
    all.put("load", ThreadManager::load);
    all.put("info", ThreadManager::info);
    all.put("exists", ThreadManager::exists);
    all.put("tail", thread -> thread.messages().tail(1));
    all.put("from", thread -> thread.messages().from(0, 1));
    all.put("before", thread -> thread.messages().before(2, 1));
    all.put("after", thread -> thread.messages().after("m0", 1));
    all.put("find", thread -> thread.messages().find("m0"));
    all.put("find of what is not there", thread -> thread.messages().find("no"));
    all.put("count", thread -> thread.messages().count());
    all.put("save state", thread -> thread.state().saveJson("1", Revision.ANY));
    all.put("load state", thread -> thread.state().loadJson());
    all.put("delete state", thread -> thread.state().delete(Revision.ANY));
    all.put("truncate", thread -> thread.truncateFrom("m3", Revision.ANY));
    all.put("truncate nothing", thread -> thread.truncateFrom("no", Revision.ANY));
    all.put("replace", thread -> thread.replaceAll(Note.range("n", 0, 3), Revision.ANY));
    all.put("fork", thread -> thread.fork(RedisFixture.newRef()));
    return all;
  }

  private List<Long> ttls(ThreadRef ref) {
    return redis.keysOf(ref).stream().map(key -> redis.commands().pttl(key)).toList();
  }

  private static boolean isFull(long ttl) {
    return ttl > TTL.toMillis() - ALMOST_OVER.toMillis() && ttl <= TTL.toMillis();
  }
}
