package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Redis that was restarted and is still loading its data: a thread in it is neither absent nor
 * empty meanwhile (G1, G9), so nobody restores or creates something in its place (H40).
 */
class LoadingRedisIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path folder;
  @TempDir private Path data;

  @Test
  void anyUse_whileRedisLoads_isRefusedOrWaitsAndLosesNothing() throws Exception {
    try (RedisServer server =
            RedisServer.builder()
                .dataFolder(data)
                // Half a millisecond for each of the 8000 keys below, answering clients in between.
                .config("key-load-delay 500")
                .config("loading-process-events-interval-bytes 1024")
                .start();
        RedisFixture redis = RedisFixture.on(server);
        FileSystemColdStore cold = FileSystemColdStore.open(folder);
        ThreadStore<Note> hasty =
            redis.store().coldStore(cold).settings(settings(Duration.ofMillis(400))).build();
        ThreadStore<Note> patient =
            redis.store().coldStore(cold).settings(settings(SOON)).build()) {
      TieredThreadManager<Note> thread = hasty.thread(RedisFixture.newRef());
      thread.create();
      thread.append(Note.range("m", 0, 3));
      thread.flush();
      thread.append(Note.range("m", 3, 5));
      Revision before = thread.load().revision();
      redis
          .commands()
          .mset(
              IntStream.range(0, 8000)
                  .boxed()
                  .collect(Collectors.toMap(i -> "other:" + i, i -> "some bytes to load")));
      server.stop();
      CompletableFuture<Void> restart = CompletableFuture.runAsync(server::restart);
      await()
          .atMost(SOON)
          .until(() -> String.valueOf(catchThrowable(thread::info)).contains("LOADING"));

      List<Note> next = Note.range("m", 5, 6);
      CompletableFuture<AppendResult> waiting =
          CompletableFuture.supplyAsync(() -> patient.thread(thread.ref()).append(next));
      for (ThrowingCallable use :
          List.<ThrowingCallable>of(
              thread::exists,
              thread::load,
              thread::hydrate,
              thread::flush,
              thread::create,
              () -> thread.append(next))) {
        assertThat(catchThrowable(use))
            .isInstanceOfAny(StoreUnavailableException.class, OutcomeUnknownException.class);
      }
      assertThat(restart).as("still loading").isNotDone();

      assertThat(waiting.get(SOON.toSeconds(), TimeUnit.SECONDS).conflicting()).isEmpty();
      restart.get(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 6));
      assertThat(thread.info().revision().version()).isEqualTo(before.version() + 1);
      assertThat(thread.flush().isArchived()).isTrue();
    }
  }

  private static ThreadStoreSettings settings(Duration timeout) {
    return ThreadStoreSettings.builder()
        .maxAttempts(1000)
        .callTimeout(timeout)
        .transferTimeout(timeout)
        .build();
  }
}
