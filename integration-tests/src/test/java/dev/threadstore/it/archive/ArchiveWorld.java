package dev.threadstore.it.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.it.Note;
import dev.threadstore.it.RedisFixture;
import dev.threadstore.it.archive.ColdScan.Entry;
import dev.threadstore.model.HydrateOnUse;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two Redises on one cold store, with processes that can be stopped; and a third Redis, always
 * empty before and after, that sees what the archive alone holds.
 */
final class ArchiveWorld implements AutoCloseable {
  static final int REDISES = 2;
  static final int THREADS = 5;

  private static final int LANES = 4;

  /** A few messages a segment, a fork of a dead process is cleared at once. */
  private static final ThreadStoreSettings SETTINGS =
      ThreadStoreSettings.builder().segmentBytes(250).forkPatience(Duration.ofMillis(1)).build();

  private static final ThreadStoreSettings LOOKING =
      ThreadStoreSettings.builder().hydrateOnUse(HydrateOnUse.NEVER).build();

  private final ColdStore cold;
  private final List<RedisServer> servers = new ArrayList<>();
  private final List<RedisFixture> redises = new ArrayList<>();
  private final List<ThreadStore<Note>> lookers = new ArrayList<>();
  private final List<List<Lane>> lanes = new ArrayList<>();
  private final ThreadStore<Note> elsewhere;
  private ColdScan.Memory memory = new ColdScan.Memory();

  ArchiveWorld(ColdStore cold) {
    this.cold = cold;
    for (int i = 0; i <= REDISES; i++) {
      servers.add(RedisServer.start());
      redises.add(RedisFixture.on(servers.get(i)));
    }
    for (int i = 0; i < REDISES; i++) {
      lookers.add(redises.get(i).store().coldStore(cold).settings(LOOKING).build());
      List<Lane> here = new ArrayList<>();
      for (int lane = 0; lane < LANES; lane++) {
        here.add(new Lane(redises.get(i).store().coldStore(cold).settings(SETTINGS)));
      }
      lanes.add(here);
    }
    elsewhere = redises.get(REDISES).store().coldStore(cold).settings(SETTINGS).build();
  }

  /** Forgets all threads. */
  void clear() {
    redises.forEach(redis -> redis.commands().flushall());
    List<String> keys = new ArrayList<>();
    cold.list("", "", Integer.MAX_VALUE).forEach(object -> keys.add(object.key()));
    cold.delete(keys);
    memory = new ColdScan.Memory();
  }

  static ThreadRef ref(int thread) {
    return new ThreadRef("it", "t" + thread);
  }

  static String stem(int thread) {
    return "threads/it/t" + thread;
  }

  List<Lane> lanes(int redis) {
    return lanes.get(redis);
  }

  ColdScan scan() {
    return new ColdScan(cold, memory);
  }

  /**
   * A thread in one Redis, looked at without changing anything.
   *
   * @param phase empty: it is not there; {@code live}; else somebody has to finish something
   * @param clean whether the archive has this version
   */
  record Copy(String phase, String stamp, boolean clean) {
    boolean isAbsent() {
      return phase.isEmpty();
    }

    boolean isLive() {
      return phase.equals("live");
    }
  }

  Copy copy(int redis, int thread) {
    List<String> fields = new ArrayList<>();
    redises
        .get(redis)
        .commands()
        .hmget("ts:{it:t" + thread + "}:head", "phase", "stamp", "arch")
        .forEach(field -> fields.add(field.getValueOrElse("")));
    return new Copy(fields.get(0), fields.get(1), fields.get(1).equals(fields.get(2)));
  }

  /** The messages of a thread that is live in a Redis. */
  List<String> messages(int redis, int thread) {
    return ids(lookers.get(redis).thread(ref(thread)).load().messages());
  }

  /** A Redis loses a thread without a trace. */
  void lose(int redis, int thread) {
    redises.get(redis).lose(ref(thread));
  }

  /** Whoever has only the archive gets each thread, and each version of it. */
  void assertLoadsElsewhere(int thread, List<Entry> entries) {
    TieredThreadManager<Note> manager = elsewhere.thread(ref(thread));
    Optional<List<String>> loaded;
    try {
      loaded = Optional.of(ids(manager.load().messages()));
    } catch (ThreadNotFoundException e) {
      loaded = Optional.empty();
    }
    assertThat(loaded).as("t%s elsewhere", thread).isEqualTo(newest(entries));
    for (var info : manager.snapshots().history(1000)) {
      Entry entry =
          entries.stream().filter(e -> e.number() == info.number()).findFirst().orElseThrow();
      if (!entry.tombstone()) {
        manager.snapshots().restore(info.number(), Revision.ANY);
        assertThat(ids(manager.load().messages()))
            .as("snapshot %s of t%s, restored elsewhere", info.number(), thread)
            .isEqualTo(entry.messages());
      }
    }
    lose(REDISES, thread);
  }

  /** What an archive holds of a thread now. */
  static Optional<List<String>> newest(List<Entry> entries) {
    return entries.stream().findFirst().filter(entry -> !entry.tombstone()).map(Entry::messages);
  }

  private static List<String> ids(List<Note> notes) {
    List<String> ids = Note.ids(notes);
    assertThat(notes).isEqualTo(ids.stream().map(Note::of).toList());
    return ids;
  }

  @Override
  public void close() {
    lanes.forEach(here -> here.forEach(Lane::close));
    lookers.forEach(ThreadStore::close);
    elsewhere.close();
    redises.forEach(RedisFixture::close);
    servers.forEach(RedisServer::close);
  }
}
