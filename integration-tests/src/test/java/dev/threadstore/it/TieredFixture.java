package dev.threadstore.it;

import static org.assertj.core.api.Assertions.catchThrowable;

import dev.threadstore.Failing;
import dev.threadstore.ThreadStore;
import dev.threadstore.cold.ColdObject;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.FaultInjectingColdStore;
import dev.threadstore.testsupport.InMemoryColdStore;
import dev.threadstore.testsupport.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * A thread of three messages, {@code m0} to {@code m2}, not archived yet, on a Redis 7 and a cold
 * store that can be made to fail and whose clock can be moved.
 */
public final class TieredFixture implements AutoCloseable {
  private final ThreadStoreSettings settings;
  public final RedisFixture redis = RedisEngine.REDIS_7.fixture();
  public final FaultInjectingColdStore cold;
  public final ThreadStore<Note> store;
  public final TieredThreadManager<Note> thread;
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.now());

  public TieredFixture() {
    this(ThreadStoreSettings.defaults());
  }

  public TieredFixture(ThreadStoreSettings settings) {
    this.settings = settings;
    cold = new FaultInjectingColdStore(new InMemoryColdStore((InstantSource) clock::get));
    store = redis.store().coldStore(cold).settings(settings).build();
    closers.push(store::close);
    thread = store.thread(RedisFixture.newRef());
    thread.create();
    thread.append(Note.range("m", 0, 3));
  }

  /**
   * Lets another process begin an operation, and returns when it stands still.
   *
   * @param place {@code before} or {@code after} and a step, as {@code Failpoints} names it
   * @param passes how often it passes that place before
   * @param operation what that process does
   */
  public <T> Stalled<T> stall(
      String place, int passes, Function<TieredThreadManager<Note>, T> operation) {
    return stall(thread.ref(), place, passes, operation);
  }

  /** The same on another thread. */
  public <T> Stalled<T> stall(
      ThreadRef ref, String place, int passes, Function<TieredThreadManager<Note>, T> operation) {
    Stalled<T> stalled = new Stalled<>(place, passes);
    ThreadStore<Note> other =
        Failing.at(stalled, redis.store().coldStore(cold).settings(settings)).build();
    closers.push(other::close);
    stalled.begin(() -> operation.apply(other.thread(ref)));
    return stalled;
  }

  /** Lets a process use a thread whose Redis knows nothing of it, before and after. */
  public void elsewhere(ThreadRef ref, Consumer<TieredThreadManager<Note>> action) {
    try (RedisFixture second = RedisFixture.on(Second.REDIS);
        ThreadStore<Note> other = second.store().coldStore(cold).build()) {
      action.accept(other.thread(ref));
      second.lose(ref);
    }
  }

  /** Goes with this JVM. */
  private static final class Second {
    static final RedisServer REDIS = RedisServer.start();
  }

  /** The keys of all objects of a thread that are of one kind: {@code segments}, {@code pins} … */
  public List<String> keys(ThreadRef ref, String kind) {
    String prefix = "threads/" + ref.encodedNamespace() + "/" + ref.encodedId() + "/" + kind + "/";
    return cold.list(prefix, "", 1000).stream().map(ColdObject::key).toList();
  }

  /** Lets objects of the cold store grow older. */
  public void passTime(Duration duration) {
    clock.updateAndGet(now -> now.plus(duration));
  }

  /** Makes a call that may fail, but not by an assertion. */
  static void attempt(ThrowingCallable call) {
    Throwable failure = catchThrowable(call);
    if (failure instanceof Error error) {
      throw error;
    }
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
