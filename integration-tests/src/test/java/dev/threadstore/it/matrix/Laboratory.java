package dev.threadstore.it.matrix;

import dev.threadstore.Failing;
import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.it.Note;
import dev.threadstore.it.RedisFixture;
import dev.threadstore.it.matrix.Steps.Point;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.testsupport.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Two Redises and one folder in which the cells of a matrix run. */
final class Laboratory implements AutoCloseable {
  private static final ThreadStoreSettings SETTINGS =
      ThreadStoreSettings.builder().forkPatience(Duration.ofMillis(60)).build();

  private final Path folder;
  private final FileSystemColdStore cold;
  private final RedisServer server = RedisServer.start();
  private final RedisServer otherServer = RedisServer.start();
  private final RedisFixture redis = RedisFixture.on(server);
  private final RedisFixture other = RedisFixture.on(otherServer);
  private final ThreadStore<Note> store;
  private final ThreadStore<Note> elsewhere;

  Laboratory(Path folder) {
    this.folder = folder;
    cold = FileSystemColdStore.open(folder);
    store = open(Failpoints.NONE);
    elsewhere = other.store().coldStore(cold).settings(SETTINGS).build();
  }

  RedisFixture redis() {
    return redis;
  }

  /** A store that nobody disturbs. */
  ThreadStore<Note> store() {
    return store;
  }

  /** The same on another Redis, with the same folder. */
  ThreadStore<Note> elsewhere() {
    return elsewhere;
  }

  ThreadStore<Note> open(Failpoints failpoints) {
    return Failing.at(failpoints, redis.store().coldStore(cold).settings(SETTINGS)).build();
  }

  /** Lets a process of its own make a call, and end after one of its steps. */
  void haltedProcess(Call call, ThreadRef thread, ThreadRef target, Revision known, Point point)
      throws IOException, InterruptedException {
    HaltedProcess.run(server.uri().toString(), folder, call, thread, target, known, point);
  }

  /** Other bytes stand where the newest snapshot of a thread stood. */
  void damageNewestSnapshot(ThreadRef ref) {
    String entries = "threads/%s/%s/".formatted(ref.encodedNamespace(), ref.encodedId());
    String newest = cold.list(entries, "", 1).get(0).key();
    cold.delete(List.of(newest));
    cold.create(newest, "damaged, says the test".getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Both Redises are empty, and have memory: what earlier cells have left would slow down others.
   */
  void clear() {
    relieve();
    redis.commands().flushall();
    other.commands().flushall();
  }

  /** From now on Redis refuses whatever needs memory. */
  void fill() {
    redis.commands().configSet("maxmemory", "1");
  }

  /** Redis has memory again. */
  void relieve() {
    redis.commands().configSet("maxmemory", "0");
  }

  @Override
  public void close() {
    store.close();
    elsewhere.close();
    redis.close();
    other.close();
    cold.close();
    server.close();
    otherServer.close();
  }
}
