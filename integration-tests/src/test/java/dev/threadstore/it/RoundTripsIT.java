package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdOperation;
import dev.threadstore.testsupport.FaultInjectingColdStore;
import dev.threadstore.testsupport.InMemoryColdStore;
import dev.threadstore.testsupport.Pause;
import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many requests each operation makes, to Redis and to the cold store (H31). */
class RoundTripsIT {
  private final RedisFixture redis = RedisFixture.start(RedisEngine.REDIS_7);
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final FaultInjectingColdStore cold = new FaultInjectingColdStore(new InMemoryColdStore());
  private ThreadStore<Note> store;
  private TieredThreadManager<Note> thread;

  @BeforeEach
  void open() {
    redis.listen(
        new CommandListener() {
          @Override
          public void commandStarted(CommandStartedEvent event) {
            sent.add(event.getCommand().getType().toString());
          }
        });
    store = redis.store().coldStore(cold).build();
    thread = store.thread(RedisFixture.newRef());
    thread.create();
    thread.append(Note.range("warm", 0, 1));
    thread.flush();
    thread.hydrate();
    thread.load();
    thread.append(Note.range("warm", 1, 2));
    forget();
  }

  @AfterEach
  void close() {
    store.close();
    redis.close();
  }

  @Test
  void append_isOneRoundTrip() {
    thread.append(Note.range("m", 0, 10));
    assertThat(sent).containsExactly("EVALSHA");
    assertThat(cold.calls()).isEmpty();
  }

  @Test
  void load_ofSmallThread_isOneRoundTrip() {
    thread.load();
    assertThat(sent).containsExactly("EVALSHA");
  }

  @Test
  void flush_ofSmallThread_isOneListOneCreateAndTwoRoundTrips() {
    thread.flush();
    assertThat(sent).containsExactly("EVALSHA", "EVALSHA");
    assertThat(cold.calls()).hasSize(2);
    assertThat(cold.count(ColdOperation.LIST)).isEqualTo(1);
    assertThat(cold.count(ColdOperation.CREATE)).isEqualTo(1);
  }

  @Test
  void flush_listsWhileRedisIsRead() throws Exception {
    // The listing is held up until Redis has been asked: a flush that waited for it would hang.
    Pause listing = cold.on(ColdOperation.LIST).times(1).pauseBefore();
    CompletableFuture<FlushResult> flush =
        CompletableFuture.supplyAsync(() -> thread.flush(AfterFlush.KEEP));
    listing.awaitReached(Duration.ofSeconds(10));
    await().until(() -> sent.contains("EVALSHA"));
    listing.release();
    assertThat(flush.get(10, TimeUnit.SECONDS).isArchived()).isTrue();
  }

  @Test
  void hydrate_isOneListAndOneRead() {
    thread.flush();
    forget();
    thread.hydrate();
    assertThat(cold.count(ColdOperation.LIST)).isEqualTo(1);
    assertThat(cold.count(ColdOperation.READ)).isEqualTo(1);
    assertThat(cold.calls()).hasSize(2);
    // Gate, touch, staging of messages, install.
    assertThat(sent).hasSize(4);
  }

  /** The index is told while the cold store looks, and not before or after it. */
  @Test
  void hydrate_touchesTheIndexWhileTheColdStoreIsAsked() throws Exception {
    thread.flush();
    forget();
    Pause listing = cold.on(ColdOperation.LIST).times(1).pauseBefore();
    CompletableFuture<HydrateResult> hydrate = CompletableFuture.supplyAsync(thread::hydrate);
    listing.awaitReached(Duration.ofSeconds(10));
    assertThat(sent).hasSize(2);
    listing.release();
    assertThat(hydrate.get(10, TimeUnit.SECONDS).outcome())
        .isEqualTo(HydrateResult.Outcome.HYDRATED);
    assertThat(sent).hasSize(4);
  }

  @Test
  void fork_ofArchivedThread_isAtMostFiveColdRequests() {
    thread.flush();
    forget();
    thread.fork(RedisFixture.newRef());
    assertThat(cold.calls()).hasSize(4);
    var deleted = store.thread(RedisFixture.newRef());
    deleted.create();
    deleted.delete();
    forget();
    thread.fork(deleted.ref());
    assertThat(cold.calls()).hasSize(5);
  }

  private void forget() {
    sent.clear();
    cold.clearCalls();
  }
}
