package dev.threadstore.it;

import static dev.threadstore.it.TieredFixture.attempt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadPage;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdOperation;
import dev.threadstore.testsupport.FaultInjectingColdStore;
import dev.threadstore.testsupport.RedisServer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** States of Redis and of the archive that are rare and not our doing. */
class OddStatesIT {

  private final TieredFixture tiered = new TieredFixture();
  private final RedisFixture redis = tiered.redis;
  private final FaultInjectingColdStore cold = tiered.cold;
  private final ThreadStore<Note> store = tiered.store;
  private final TieredThreadManager<Note> thread = tiered.thread;

  @AfterEach
  void close() {
    tiered.close();
  }

  /** Whoever finds a thread archived needs two attempts, the fewest that settings allow. */
  @Test
  void load_archivedWithFewestAttempts_works() {
    thread.flush();
    ThreadStoreSettings one = ThreadStoreSettings.builder().maxAttempts(2).build();
    try (ThreadStore<Note> impatient = redis.store().coldStore(cold).settings(one).build()) {
      assertThatCode(() -> impatient.thread(thread.ref()).load()).doesNotThrowAnyException();
    }
  }

  /** G9: foreign data under a key of ours has a way out. */
  @Test
  void wrongType_hasAWayOut() {
    thread.flush(AfterFlush.KEEP);
    String log =
        redis.keysOf(thread.ref()).stream().filter(k -> k.endsWith(":log")).findFirst().get();
    redis.commands().del(log);
    redis.commands().set(log, "foreign");
    assertThatCode(() -> thread.resolve(Resolution.keepCold(), Revision.ANY))
        .doesNotThrowAnyException();
  }

  /** G9: and it can be deleted. */
  @Test
  void wrongType_canBeDeleted() {
    String log =
        redis.keysOf(thread.ref()).stream().filter(k -> k.endsWith(":log")).findFirst().get();
    redis.commands().del(log);
    redis.commands().set(log, "foreign");
    assertThatCode(thread::delete).doesNotThrowAnyException();
  }

  /** G9: a foreign object does not hide the threads beside it. */
  @Test
  void list_foreignObject_doesNotHideTheOthers() {
    String ns = "n" + UUID.randomUUID();
    TieredThreadManager<Note> one = store.thread(new ThreadRef(ns, "one"));
    one.create();
    one.flush();
    cold.create("threads/" + ns + "/.ds_store", new byte[1]);
    assertThatCode(() -> store.namespace(ns).list("c:", 10)).doesNotThrowAnyException();
  }

  /** A thread that becomes hot between the two scans of a listing is listed. */
  @Test
  void list_threadBecomesHotBetweenTheTwoScans_isListed() {
    String ns = "n" + UUID.randomUUID();
    TieredThreadManager<Note> one = store.thread(new ThreadRef(ns, "one"));
    one.create();
    one.flush();
    ThreadNamespace<Note> namespace = store.namespace(ns);
    Set<ThreadRef> seen = new HashSet<>();
    String cursor = ThreadNamespace.START;
    while (true) {
      ThreadPage page = namespace.list(cursor, 10);
      page.threads().forEach(e -> seen.add(e.ref()));
      if (page.next().isEmpty()) {
        break;
      }
      cursor = page.next().get();
      if (cursor.startsWith("c:")) {
        one.hydrate(); // an ordinary read does it too
      }
    }
    assertThat(seen).containsExactly(one.ref());
  }

  /** G11: an id that is no Unicode is not taken for another one. */
  @Test
  void fork_atAnUnpairedSurrogate_isRefused() {
    thread.append(List.of(Note.of("?"), Note.of("z")));
    Throwable t =
        catchThrowable(
            () ->
                thread.fork(
                    RedisFixture.newRef(), ForkPoint.including("\ud800"), ForkState.CURRENT));
    assertThat(t).isNotNull();
  }

  /** A Redis that refuses writes for a while is still read. */
  @Test
  void load_redisRefusesWrites_reads() {
    thread.flush(AfterFlush.KEEP);
    redis.commands().configSet("min-replicas-to-write", "1");
    try {
      assertThatCode(thread::load).doesNotThrowAnyException();
    } finally {
      redis.commands().configSet("min-replicas-to-write", "0");
    }
  }

  /** H31: few large messages do not hold Redis up. */
  @Test
  void load_fortyMessagesOf4MiB_answersInTime() {
    for (int i = 0; i < 40; i++) {
      thread.append(List.of(new Note("big" + i, "x".repeat(4 << 20))));
    }
    try {
      assertThatCode(thread::load).doesNotThrowAnyException();
    } finally {
      thread.purge();
    }
  }

  /** H98: a command that is forbidden leaves the thread as it was. */
  @Test
  void replaceAll_withoutPermissionToRename_leavesTheThreadAsItWas() {
    try (RedisServer server = RedisServer.builder().config("rename-command RENAME \"\"").start();
        RedisFixture own = RedisFixture.on(server);
        ThreadStore<Note> other = own.store().coldStore(cold).build()) {
      TieredThreadManager<Note> t = other.thread(RedisFixture.newRef());
      t.create();
      t.append(Note.range("m", 0, 5));
      attempt(() -> t.replaceAll(Note.range("n", 0, 2), Revision.ANY));
      assertThat(t.load().messages()).isEqualTo(Note.range("m", 0, 5));
    }
  }

  /** A fork whose snapshot is in doubt says so. */
  @Test
  void fork_answerOfItsSnapshotLost_isOutcomeUnknown() {
    ThreadStoreSettings few =
        ThreadStoreSettings.builder().maxAttempts(2).forkPatience(Duration.ZERO).build();
    thread.flush();
    ThreadRef target = RedisFixture.newRef();
    try (ThreadStore<Note> impatient = redis.store().coldStore(cold).settings(few).build()) {
      cold.on(ColdOperation.CREATE).failAfter();
      cold.on(ColdOperation.READ).skip(1).failBefore();
      assertThat(catchThrowable(() -> impatient.thread(thread.ref()).fork(target)))
          .isInstanceOf(OutcomeUnknownException.class);
      cold.clearFaults();
      assertThat(store.thread(target).load().messages()).isEqualTo(Note.range("m", 0, 3));
    }
  }
}
