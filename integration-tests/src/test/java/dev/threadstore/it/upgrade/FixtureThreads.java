package dev.threadstore.it.upgrade;

import dev.threadstore.Failing;
import dev.threadstore.ThreadStore;
import dev.threadstore.Timed;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.it.Note;
import dev.threadstore.it.RedisFixture;
import dev.threadstore.it.Stalled;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes threads in every condition in which a version of the library can leave them. A thread that
 * is added here is in the sets of fixtures that are made from then on.
 */
final class FixtureThreads {
  private static final String NAMESPACE = "upgrade";
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1600000000));

  private static final List<Note> ODD_NOTES =
      Stream.of("a:b", "a", "b \"\\\n\u00e9\u2603", "%").map(Note::of).toList();

  /** What {@link #changed} leaves. */
  private static final List<Note> CHANGED = and(notes(28), Note.range("m", 50, 55));

  private static final String STATE = "{\"step\":7,\"text\":\"\u00e9 \\\" \u2603\"}";

  /** So that a thread of a few messages has segments. */
  private static final ThreadStoreSettings SETTINGS =
      ThreadStoreSettings.builder().segmentBytes(700).build();

  private final RedisFixture redis;
  private final ColdStore cold;
  private final ThreadStore<Note> store;
  private final List<StoredThread> made = new ArrayList<>();

  private FixtureThreads(RedisFixture redis, ColdStore cold, ThreadStore<Note> store) {
    this.redis = redis;
    this.cold = cold;
    this.store = store;
  }

  /** Makes them in an empty Redis and an empty cold store. */
  static List<StoredThread> make(RedisFixture redis, ColdStore cold) {
    try (ThreadStore<Note> store = builder(redis, cold).build()) {
      FixtureThreads threads = new FixtureThreads(redis, cold, store);
      threads.archived();
      threads.hot();
      threads.interrupted();
      return threads.made;
    }
  }

  private static ThreadStore.Builder<Note> builder(RedisFixture redis, ColdStore cold) {
    return Timed.by(CLOCK, redis.store().coldStore(cold).settings(SETTINGS));
  }

  private void archived() {
    TieredThreadManager<Note> small = create("small", notes(3));
    small.state().saveJson("{\"topic\":\"small\"}", Revision.ANY);
    small.flush();
    made(small, "archived, one object, with a state", notes(3), "{\"topic\":\"small\"}");

    TieredThreadManager<Note> empty = create("empty", List.of());
    empty.flush();
    made(empty, "archived, without messages", List.of());

    TieredThreadManager<Note> odd =
        store.thread(new ThreadRef(NAMESPACE + "/\u00dc", "A:{b}%2f \u2603/.."));
    odd.create();
    odd.append(ODD_NOTES);
    odd.flush();
    made(odd, "archived, odd names and message ids", ODD_NOTES);

    TieredThreadManager<Note> lengthy = create("long", notes(40));
    lengthy.flush(AfterFlush.KEEP);
    lengthy.append(Note.range("m", 40, 60));
    lengthy.flush();
    made(lengthy, "archived twice, in segments", notes(60));

    lengthy.fork(ref("fork"), ForkPoint.first(45), ForkState.NONE);
    made(thread("fork"), "archived fork of long, on its segments", notes(45));

    TieredThreadManager<Note> deleted = create("deleted", notes(3));
    deleted.flush();
    deleted.delete();
    gone("deleted", "deleted");

    TieredThreadManager<Note> again = create("again", notes(3));
    again.flush();
    again.delete();
    again.create();
    again.append(Note.range("n", 0, 2));
    again.flush();
    made(again, "deleted, created afresh and archived", Note.range("n", 0, 2));

    TieredThreadManager<Note> restored = create("restored", notes(4));
    restored.flush(AfterFlush.KEEP);
    restored.truncateFrom("m1", Revision.ANY);
    restored.flush(AfterFlush.KEEP);
    restored.snapshots().restore(1, Revision.ANY);
    restored.flush();
    made(restored, "archived, restored and archived again", notes(4));
  }

  private void hot() {
    made(create("new", notes(3)), "hot, never archived", notes(3));

    TieredThreadManager<Note> clean = create("clean", notes(40));
    clean.flush(AfterFlush.KEEP);
    made(clean, "hot and archived", notes(40));

    made(changed("changed"), "hot, changed in each way since it was archived", CHANGED, STATE);

    TieredThreadManager<Note> lender = thread("long");
    lender.hydrate();
    lender.fork(ref("hot-fork"), ForkPoint.including("m49"), ForkState.NONE);
    lender.flush();
    made(thread("hot-fork"), "hot fork of long, not archived", notes(50));

    TieredThreadManager<Note> conflict = create("conflict", notes(3));
    conflict.flush(AfterFlush.KEEP);
    conflict.append(Note.range("here", 0, 1));
    elsewhere(
        "conflict",
        thread -> {
          thread.append(Note.range("there", 0, 1));
          thread.flush();
        });
    made(
        conflict,
        "hot, changed, and archived on by another Redis",
        and(notes(3), Note.range("here", 0, 1)));
  }

  private void interrupted() {
    changed("flush-begun");
    interrupt("flush-begun", "before cold.create", TieredThreadManager::flush);
    made(thread("flush-begun"), "hot, a flush has begun", CHANGED, STATE);

    changed("flush-written");
    interrupt("flush-written", "after cold.create", TieredThreadManager::flush);
    TieredThreadManager<Note> written = thread("flush-written");
    written.append(Note.range("late", 0, 2));
    made(
        written,
        "hot, changed since a flush has written its snapshot",
        and(CHANGED, Note.range("late", 0, 2)),
        STATE);

    changed("deleting");
    interrupt("deleting", "after redis.seal", TieredThreadManager::delete);
    gone("deleting", "sealed by a deletion");

    create("deleting-cold", notes(3)).flush();
    interrupt("deleting-cold", "after redis.seal", TieredThreadManager::delete);
    gone("deleting-cold", "archived, sealed by a deletion");

    interrupt("long", "after redis.begin_fork", thread -> thread.fork(ref("fork-begun")));
    gone("fork-begun", "stub of a fork that has not written its snapshot");

    interrupt("long", "after cold.create", 1, thread -> thread.fork(ref("fork-written")));
    // Whoever asks for more would finish it.
    add("fork-written", "stub of a fork that has written its snapshot", true, notes(60));

    create("gated", notes(3)).flush();
    interrupt("gated", "after redis.gate", TieredThreadManager::hydrate);
    made(thread("gated"), "archived, a hydrate has asked for the gate", notes(3));

    create("staged", notes(3)).flush();
    interrupt("staged", "after redis.stage", TieredThreadManager::hydrate);
    made(thread("staged"), "archived, a hydrate has staged messages", notes(3));

    changed("replacing");
    interrupt(
        "replacing",
        "after redis.stage",
        thread -> thread.replaceAll(Note.range("n", 0, 3), Revision.ANY));
    made(thread("replacing"), "hot, a replacement has staged messages", CHANGED, STATE);
  }

  private TieredThreadManager<Note> create(String id, List<Note> notes) {
    TieredThreadManager<Note> thread = store.thread(ref(id));
    thread.create();
    thread.append(notes);
    return thread;
  }

  /** Hot, archived in segments, and then changed in each way. */
  private TieredThreadManager<Note> changed(String id) {
    TieredThreadManager<Note> thread = create(id, notes(30));
    thread.flush(AfterFlush.KEEP);
    thread.truncateFrom("m28", Revision.ANY);
    Revision revision = thread.append(Note.range("m", 50, 53)).revision();
    thread.append(Note.range("m", 53, 55), revision);
    thread.state().saveJson(STATE, Revision.ANY);
    return thread;
  }

  private void interrupt(
      String id, String place, Function<TieredThreadManager<Note>, ?> operation) {
    interrupt(id, place, 0, operation);
  }

  /** An operation whose process dies on the way. */
  private void interrupt(
      String id, String place, int passes, Function<TieredThreadManager<Note>, ?> operation) {
    Stalled<Object> stalled = new Stalled<>(place, passes);
    try (ThreadStore<Note> mortal = Failing.at(stalled, builder(redis, cold)).build()) {
      stalled.begin(() -> operation.apply(mortal.thread(ref(id))));
      stalled.die();
    }
  }

  private void elsewhere(String id, Consumer<TieredThreadManager<Note>> action) {
    try (RedisServer server = RedisServer.start();
        RedisFixture other = RedisFixture.on(server);
        ThreadStore<Note> there = builder(other, cold).build()) {
      action.accept(there.thread(ref(id)));
    }
  }

  private void made(TieredThreadManager<Note> thread, String is, List<Note> messages) {
    made(thread, is, messages, null);
  }

  private void made(
      TieredThreadManager<Note> thread, String is, List<Note> messages, @Nullable String state) {
    made.add(
        new StoredThread(
            thread.ref().namespace(),
            thread.ref().id(),
            is,
            true,
            Note.ids(messages),
            state,
            thread.info().revision().toString(),
            StoredThread.lineage(thread),
            StoredThread.history(thread)));
  }

  private void gone(String id, String is) {
    add(id, is, false, List.of());
  }

  private void add(String id, String is, boolean exists, List<Note> messages) {
    made.add(
        new StoredThread(NAMESPACE, id, is, exists, Note.ids(messages), null, null, null, null));
  }

  private TieredThreadManager<Note> thread(String id) {
    return store.thread(ref(id));
  }

  private static List<Note> and(List<Note> first, List<Note> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static List<Note> notes(int count) {
    return Note.range("m", 0, count);
  }

  private static ThreadRef ref(String id) {
    return new ThreadRef(NAMESPACE, id);
  }
}
