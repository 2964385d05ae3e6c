package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.Revision;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;
import io.lettuce.core.event.command.CommandSucceededEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much one step asks of Redis, whatever the length of the thread. */
class BoundedWorkIT {
  private static final long MIB = 1 << 20;

  @TempDir private Path folder;
  private final RedisServer server = RedisServer.start();
  private final RedisFixture redis = RedisFixture.on(server);
  private final AtomicLong largest = new AtomicLong();
  private BothTiers tiers;
  private ThreadStore<Note> store;

  @BeforeEach
  void open() {
    redis.listen(
        new CommandListener() {
          @Override
          public void commandStarted(CommandStartedEvent event) {
            ByteBuf sent = Unpooled.buffer();
            event.getCommand().encode(sent);
            largest.accumulateAndGet(sent.readableBytes(), Math::max);
          }

          @Override
          public void commandSucceeded(CommandSucceededEvent event) {
            largest.accumulateAndGet(size(event.getCommand().getOutput().get()), Math::max);
          }
        });
    tiers = new BothTiers(redis, folder);
    store = tiers.store();
  }

  @AfterEach
  void close() {
    tiers.close();
    redis.close();
    server.close();
  }

  /** H31: a turn that reads the whole list would cost the square of the session's length. */
  @Test
  void turn_onALongThread_costsWhatItCostsOnAShortOne() {
    long onShort = costOfATurn(thread(100));
    long onLong = costOfATurn(thread(20_000));
    assertThat(onLong).isLessThan(onShort + 1000);
  }

  /** H31: one giant push or reply would block Redis for everybody. */
  @Test
  void movesOfALargeThread_areInSteps() {
    TieredThreadManager<Note> thread = store.thread(RedisFixture.newRef());
    thread.create();
    for (int i = 0; i < 4000; i += 200) {
      thread.append(large(i, i + 200, 2000));
    }
    largest.set(0);
    thread.flush();
    thread.hydrate();
    thread.fork(RedisFixture.newRef());
    List<Note> all = thread.load().messages();
    thread.replaceAll(all, Revision.ANY);
    thread.flush(AfterFlush.KEEP);
    thread.snapshots().restore(1, Revision.ANY);
    assertThat(thread.messages().count()).isEqualTo(4000);
    assertThat(largest.get()).isBetween(MIB / 2, MIB + MIB / 16);
  }

  /** H31: a DEL frees the whole list at once, while everybody waits. */
  @Test
  void removals_areLeftToTheBackground() {
    List<Consumer<TieredThreadManager<Note>>> removals =
        List.of(
            TieredThreadManager::flush,
            TieredThreadManager::delete,
            t -> t.truncateFrom("m0", Revision.ANY),
            t -> t.replaceAll(List.of(), Revision.ANY));
    for (Consumer<TieredThreadManager<Note>> removal : removals) {
      TieredThreadManager<Note> thread = thread(1000);
      long before = calls("unlink");
      removal.accept(thread);
      assertThat(calls("unlink")).isGreaterThan(before);
    }
    assertThat(calls("del")).isZero();
  }

  /**
   * H99: a cut of many megabytes would read them all, to learn which ids are not known any more.
   */
  @Test
  void truncate_ofManyMegabytes_readsFewOfThem() {
    TieredThreadManager<Note> thread = store.thread(RedisFixture.newRef());
    thread.create();
    for (int i = 0; i < 60; i++) {
      thread.append(large(i, i + 1, (int) MIB));
    }
    long reads = calls("lindex");
    assertThat(thread.truncateFrom("m1", Revision.ANY).removed()).isEqualTo(59);
    assertThat(calls("lindex") - reads).isLessThan(5);
    assertThat(calls("lrange")).isZero();
    for (int i = 0; i < 60; i++) {
      assertThat(thread.append(large(i, i + 1, 10)).added()).hasSize(i == 0 ? 0 : 1);
    }
  }

  private long costOfATurn(TieredThreadManager<Note> thread) {
    long before = bytesOnTheWire();
    thread.append(Note.range("turn", 0, 2));
    thread.messages().tail(5);
    thread.messages().after("turn0", 10);
    thread.messages().find("turn1");
    thread.info();
    thread.append(Note.range("turn", 1, 3));
    return bytesOnTheWire() - before;
  }

  private TieredThreadManager<Note> thread(int length) {
    TieredThreadManager<Note> thread = store.thread(RedisFixture.newRef());
    thread.create();
    for (int from = 0; from < length; from += 1000) {
      thread.append(Note.range("m", from, Math.min(from + 1000, length)));
    }
    return thread;
  }

  private static List<Note> large(int from, int to, int size) {
    return Note.range("m", from, to).stream()
        .map(note -> new Note(note.id(), "x".repeat(size)))
        .toList();
  }

  private long bytesOnTheWire() {
    return number("stats", "total_net_input_bytes:") + number("stats", "total_net_output_bytes:");
  }

  private long calls(String command) {
    return number("commandstats", "cmdstat_" + command + ":calls=");
  }

  private long number(String section, String beginning) {
    return redis
        .commands()
        .info(section)
        .lines()
        .filter(line -> line.startsWith(beginning))
        .mapToLong(line -> Long.parseLong(line.substring(beginning.length()).split(",", -1)[0]))
        .findFirst()
        .orElse(0);
  }

  private static long size(Object reply) {
    if (reply instanceof byte[] bytes) {
      return bytes.length;
    }
    return reply instanceof List<?> list ? list.stream().mapToLong(BoundedWorkIT::size).sum() : 0;
  }
}
