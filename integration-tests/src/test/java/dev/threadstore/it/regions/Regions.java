package dev.threadstore.it.regions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.Failing;
import dev.threadstore.ThreadStore;
import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.it.Note;
import dev.threadstore.it.RedisFixture;
import dev.threadstore.it.Stalled;
import dev.threadstore.it.regions.Entries.Entry;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.Revision;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadSnapshots;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Two regions on one cold store, and a third, without a memory, that sees only the archive. */
final class Regions implements AutoCloseable {
  static final int COUNT = 2;

  private static final int WITNESS = COUNT;
  private static final long TOP = 1_000_000_000_000_000_000L;
  private static final Duration MONTH = Duration.ofDays(30);
  private static final int ALL = 1000;

  /** A few messages a segment: forks borrow, and a collection has something to collect. */
  private static final ThreadStoreSettings SETTINGS =
      ThreadStoreSettings.builder().segmentBytes(400).build();

  private final AgeingColdStore cold;
  private final Path folder;
  private final List<RedisServer> servers = new ArrayList<>();
  private final List<RedisFixture> redises = new ArrayList<>();
  private final List<ThreadStore<Note>> stores = new ArrayList<>();
  private final List<Region> regions = new ArrayList<>();
  private final Map<ThreadRef, Entries> archive = new HashMap<>();
  private Map<ThreadRef, Copy> backup = Map.of();
  private Ledger ledger = new Ledger();

  /**
   * Starts the servers.
   *
   * @param cold stays open
   * @param folder where Redises and their backups lie
   */
  Regions(ColdStore cold, Path folder) {
    this.cold = new AgeingColdStore(cold);
    this.folder = folder;
    for (int i = 0; i <= WITNESS; i++) {
      servers.add(start(folder.resolve("redis-" + i)));
      redises.add(RedisFixture.on(servers.get(i)));
      stores.add(redises.get(i).store().coldStore(this.cold).settings(SETTINGS).build());
    }
    clear();
  }

  private static RedisServer start(Path data) {
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return RedisServer.builder()
        .dataFolder(data)
        .ending(RedisServer.Ending.KILL)
        .config("save \"\"")
        .start();
  }

  /** Forgets all threads. */
  void clear() {
    redises.forEach(redis -> redis.commands().flushall());
    cold.delete(cold.list("", "", Integer.MAX_VALUE).stream().map(ColdObject::key).toList());
    archive.clear();
    ledger = new Ledger();
    regions.clear();
    for (int i = 0; i < COUNT; i++) {
      regions.add(new Region("region " + i, stores.get(i), this::archive, ledger));
    }
    backUp(0);
  }

  Region region(int index) {
    return regions.get(index);
  }

  Ledger ledger() {
    return ledger;
  }

  Entries archive(ThreadRef ref) {
    return archive.computeIfAbsent(ref, unused -> new Entries());
  }

  /** Keeps a copy of what a region's Redis holds, as its file. */
  void backUp(int region) {
    redises.get(region).commands().save();
    copy(dump(region), folder.resolve("backup.rdb"));
    backup = regions.get(region).copies();
  }

  /** A region's Redis is started anew, from the latest backup, whichever region that is of. */
  void startFromBackup(int region) {
    servers.get(region).kill();
    copy(folder.resolve("backup.rdb"), dump(region));
    servers.get(region).restart();
    regions.get(region).goOnFrom(backup);
  }

  private Path dump(int region) {
    return servers.get(region).folder().resolve("dump.rdb");
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A flush in one region that is about to write its snapshot while others go on. */
  void flushAround(int region, ThreadRef ref, AfterFlush after, Runnable meanwhile) {
    Stalled<FlushResult> stalled = new Stalled<>("before cold.create", 0);
    try (ThreadStore<Note> slow =
        Failing.at(stalled, redises.get(region).store().coldStore(cold).settings(SETTINGS))
            .build()) {
      stalled.begin(() -> slow.thread(ref).flush(after));
      regions.get(region).flushBegun(ref);
      meanwhile.run();
      regions.get(region).expectFlush(ref, after, stalled::goOn);
    }
  }

  /** Everything is old now, and a region keeps some snapshots. */
  void collect(int region, ThreadRef ref, int keep) {
    cold.pass(MONTH);
    assertThat(stores.get(region).thread(ref).snapshots().collect(keep).damaged()).isEmpty();
    List<Entry> kept = archive(ref).snapshots().stream().limit(keep).toList();
    noteWhatIsGone(ref);
    assertThat(archive(ref).snapshots()).as("kept").containsAll(kept);
  }

  /** A collection or a deletion has removed entries. */
  void noteWhatIsGone(ThreadRef ref) {
    archive(ref).keepOnly(numbers(ref)).stream()
        .filter(entry -> !entry.isTombstone())
        .forEach(entry -> ledger.giveUp(entry.required(), "collected"));
  }

  /** Everybody sees of a thread what the model says, and there are no other entries. */
  void assertAsTheModelSays(ThreadRef ref) {
    assertThat(numbers(ref)).as("entries of %s", ref.id()).isEqualTo(archive(ref).numbers());
    regions.forEach(region -> region.assertAsTheModelSays(ref));
  }

  private List<Long> numbers(ThreadRef ref) {
    String prefix = "threads/%s/%s/snapshots/".formatted(ref.encodedNamespace(), ref.encodedId());
    return cold.list(prefix, "", ALL).stream()
        .map(object -> TOP - Long.parseLong(object.key().substring(prefix.length())))
        .toList();
  }

  /**
   * Whatever was acknowledged and not given up can be read: in some region's Redis, or in the
   * history by somebody who has nothing but the archive.
   */
  void assertNothingIsLost(List<ThreadRef> refs) {
    Set<Revision> reachable = new HashSet<>();
    for (ThreadRef ref : refs) {
      for (Region region : regions) {
        Copy copy = region.copy(ref);
        if (copy != null) {
          region.assertHolds(ref);
          reachable.add(copy.version().revision());
        }
      }
      TieredThreadManager<Note> archived = stores.get(WITNESS).thread(ref);
      assertHistory(ref, archived.snapshots());
      for (Entry entry : archive(ref).snapshots()) {
        archived.snapshots().restore(entry.number(), Revision.ANY);
        assertThat(Note.ids(archived.load().messages())).isEqualTo(entry.required().messages());
        assertThat(archived.state().loadJson().value().orElse(null))
            .isEqualTo(entry.required().state());
        reachable.add(entry.required().revision());
      }
      redises.get(WITNESS).lose(ref);
    }
    ledger.assertAllIn(reachable);
  }

  /**
   * Numbers and revisions are those that were written, once and for ever; all objects are whole.
   */
  private void assertHistory(ThreadRef ref, ThreadSnapshots snapshots) {
    List<SnapshotInfo> history = snapshots.history(ALL);
    List<Entry> expected = archive(ref).history();
    assertThat(history).hasSameSizeAs(expected);
    for (int i = 0; i < history.size(); i++) {
      SnapshotInfo found = history.get(i);
      Entry entry = expected.get(i);
      assertThat(found.problem()).isEmpty();
      assertThat(found.number()).isEqualTo(entry.number());
      assertThat(found.kind() == SnapshotInfo.Kind.TOMBSTONE).isEqualTo(entry.isTombstone());
      if (!entry.isTombstone()) {
        assertThat(found.revision()).contains(entry.required().revision());
      }
    }
    assertThat(snapshots.verify().problems()).isEmpty();
  }

  @Override
  public void close() {
    stores.forEach(ThreadStore::close);
    redises.forEach(RedisFixture::close);
    servers.forEach(RedisServer::close);
  }
}
