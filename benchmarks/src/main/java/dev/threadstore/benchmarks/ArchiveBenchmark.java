package dev.threadstore.benchmarks;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.FaultInjectingColdStore;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What it costs to flush a few messages of a long archived thread, to fork it in the archive, and
 * to hydrate it, beside the same on a short one and beside the bare limit. Redis and the S3 server
 * are processes of their own.
 *
 * <p>Argument: the length of the long thread.
 */
final class ArchiveBenchmark {
  private static final PrintStream OUT = System.out;
  private static final int SHORT = 1000;

  private final ThreadStore<Turn> store;
  private final FaultInjectingColdStore cold;
  private final BareLimit bare;
  private int added;

  private ArchiveBenchmark(ThreadStore<Turn> store, FaultInjectingColdStore cold, BareLimit bare) {
    this.store = store;
    this.cold = cold;
    this.bare = bare;
  }

  public static void main(String[] args) throws Exception {
    try (Servers servers = Servers.start();
        StatefulRedisConnection<String, byte[]> connection =
            servers.redis().connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        ThreadStore<Turn> store = servers.store()) {
      new ArchiveBenchmark(store, servers.cold(), new BareLimit(servers.cold(), connection))
          .run(Integer.parseInt(args[0]), SHORT);
    }
  }

  private void run(int longLength, int shortLength) throws Exception {
    OUT.println(
        "| measured | " + longLength + " messages | " + shortLength + " messages | ratio |");
    OUT.println("|---|---|---|---|");
    TieredThreadManager<Turn> longThread = Turn.fill(store, longLength);
    TieredThreadManager<Turn> shortThread = Turn.fill(store, shortLength);
    row("first flush, ms", firstFlush(longThread), firstFlush(shortThread));
    row("hydrate, ms", hydrate(longThread), hydrate(shortThread));
    row("bare fetch + decompress + write, ms", bare(longThread), bare(shortThread));
    row("flush of 10 more, ms", flushOfTen(longThread), flushOfTen(shortThread));
    row("flush of 10 more, bytes", flushedBytes(longThread), flushedBytes(shortThread));
    row("flush of 10 more, requests", requests(longThread), requests(shortThread));
    longThread.flush();
    shortThread.flush();
    row("fork in the archive, ms", fork(longThread), fork(shortThread));
    row("fork in the archive, requests", forkRequests(longThread), forkRequests(shortThread));
  }

  private static void row(String what, double ofLong, double ofShort) {
    OUT.printf(
        Locale.ROOT, "| %s | %.1f | %.1f | %.2f |%n", what, ofLong, ofShort, ofLong / ofShort);
  }

  private static double firstFlush(TieredThreadManager<Turn> thread) throws Exception {
    return Measured.medianMillis(0, 1, () -> true, thread::flush);
  }

  private static double hydrate(TieredThreadManager<Turn> thread) throws Exception {
    return Measured.medianMillis(3, 7, thread::flush, thread::hydrate);
  }

  private double bare(TieredThreadManager<Turn> thread) throws Exception {
    List<Turn> turns = thread.load().messages();
    List<String> ids = turns.stream().map(Turn::id).toList();
    List<byte[]> records = turns.stream().map(turn -> Turn.CODEC.encode(turn)).toList();
    String prefix =
        "threads/" + thread.ref().encodedNamespace() + "/" + thread.ref().encodedId() + "/";
    List<String> keys = cold.list(prefix, "", 1000).stream().map(o -> o.key()).toList();
    return Measured.medianMillis(
        3,
        7,
        () -> true,
        () -> {
          long bytes = BareLimit.decompress(bare.fetch(keys));
          bare.write(ids, records);
          return bytes;
        });
  }

  private AppendResult appendTen(TieredThreadManager<Turn> thread) {
    added += 10;
    return thread.append(Turn.range(10_000_000 + added, 10_000_010 + added));
  }

  private double flushOfTen(TieredThreadManager<Turn> thread) throws Exception {
    return Measured.medianMillis(
        20, 41, () -> appendTen(thread), () -> thread.flush(AfterFlush.KEEP));
  }

  private double flushedBytes(TieredThreadManager<Turn> thread) {
    appendTen(thread);
    return thread.flush(AfterFlush.KEEP).bytes();
  }

  private int requests(TieredThreadManager<Turn> thread) {
    appendTen(thread);
    cold.clearCalls();
    thread.flush(AfterFlush.KEEP);
    return cold.calls().size();
  }

  private int forkRequests(TieredThreadManager<Turn> thread) {
    cold.clearCalls();
    thread.fork(store.thread(UUID.randomUUID().toString()).ref());
    return cold.calls().size();
  }

  private double fork(TieredThreadManager<Turn> thread) throws Exception {
    return Measured.medianMillis(
        5, 21, () -> true, () -> thread.fork(store.thread(UUID.randomUUID().toString()).ref()));
  }
}
