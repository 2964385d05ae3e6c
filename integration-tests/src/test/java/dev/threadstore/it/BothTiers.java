package dev.threadstore.it;

import dev.threadstore.Failing;
import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/** A real Redis and a real folder, and stores on them that know nothing of each other. */
final class BothTiers implements AutoCloseable {
  private final RedisFixture redis;
  private final Path folder;
  private final Deque<Runnable> closers = new ArrayDeque<>();

  BothTiers(RedisFixture redis, Path folder) {
    this.redis = redis;
    this.folder = folder;
  }

  RedisFixture redis() {
    return redis;
  }

  /** One more store, with a connection and a view of the folder of its own. */
  ThreadStore<Note> store() {
    return store(ThreadStoreSettings.defaults(), Failpoints.NONE);
  }

  ThreadStore<Note> store(ThreadStoreSettings settings, Failpoints failpoints) {
    FileSystemColdStore cold = FileSystemColdStore.open(folder);
    closers.push(cold::close);
    ThreadStore<Note> store =
        Failing.at(failpoints, redis.store().coldStore(cold).settings(settings)).build();
    closers.push(store::close);
    return store;
  }

  /**
   * Lets another process begin an operation, and returns when it stands still.
   *
   * @param place {@code before} or {@code after} and a step, as {@link Failpoints} names it
   * @param ref the thread
   * @param operation what that process does
   */
  <T> Stalled<T> stall(
      String place, ThreadRef ref, Function<TieredThreadManager<Note>, T> operation) {
    return stall(place, 0, ref, operation);
  }

  /** As {@link #stall(String, ThreadRef, Function)}, having passed that place so many times. */
  <T> Stalled<T> stall(
      String place, int passes, ThreadRef ref, Function<TieredThreadManager<Note>, T> operation) {
    Stalled<T> stalled = new Stalled<>(place, passes);
    TieredThreadManager<Note> thread = store(ThreadStoreSettings.defaults(), stalled).thread(ref);
    stalled.begin(() -> operation.apply(thread));
    return stalled;
  }

  /** Closes the stores; whatever stands still has been let go, or dies with this JVM. */
  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
