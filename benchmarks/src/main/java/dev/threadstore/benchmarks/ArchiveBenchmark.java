package dev.threadstore.benchmarks;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.s3.S3ColdStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.FaultInjectingColdStore;
import dev.threadstore.testsupport.RedisServer;
import dev.threadstore.testsupport.S3Access;
import dev.threadstore.testsupport.S3ServerProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What it costs to flush a few messages of a long archived thread, to fork it in the archive, and
 * to hydrate it, beside the same on a short one and beside the bare limit. Redis and the S3 server
 * are processes of their own.
 *
 * <p>Arguments: the length of the long thread, and that of the short one.
 */
final class ArchiveBenchmark {
  private static final int BATCH = 500;
  private static final PrintStream OUT = System.out;

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
    int longLength = Integer.parseInt(args[0]);
    int shortLength = Integer.parseInt(args[1]);
    try (RedisServer redis = RedisServer.start();
        S3ServerProcess s3 = S3ServerProcess.start();
        RedisClient client = RedisClient.create(redis.uri().toString());
        S3ColdStore objects = open(s3.access());
        StatefulRedisConnection<String, byte[]> connection =
            client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE))) {
      FaultInjectingColdStore counted = new FaultInjectingColdStore(objects);
      ThreadStoreSettings settings =
          ThreadStoreSettings.builder().transferTimeout(Duration.ofMinutes(30)).build();
      try (ThreadStore<Turn> store =
          ThreadStore.builder(client, Turn.CODEC).coldStore(counted).settings(settings).build()) {
        new ArchiveBenchmark(store, counted, new BareLimit(objects, connection))
            .run(longLength, shortLength);
      }
    }
  }

  private static S3ColdStore open(S3Access access) {
    return S3ColdStore.builder(access.newBucket().name())
        .endpoint(access.endpoint())
        .region("us-east-1")
        .pathStyle()
        .credentials(access.accessKey(), access.secretKey())
        .open();
  }

  private void run(int longLength, int shortLength) throws Exception {
    OUT.println(
        "| measured | " + longLength + " messages | " + shortLength + " messages | ratio |");
    OUT.println("|---|---|---|---|");
    TieredThreadManager<Turn> longThread = fill(longLength);
    TieredThreadManager<Turn> shortThread = fill(shortLength);
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

  private TieredThreadManager<Turn> fill(int length) {
    TieredThreadManager<Turn> thread = store.thread(UUID.randomUUID().toString());
    thread.create();
    for (int from = 0; from < length; from += BATCH) {
      thread.append(Turn.range(from, Math.min(length, from + BATCH)));
    }
    return thread;
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
