package dev.threadstore.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdInputStream;
import dev.threadstore.cold.ColdStore;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What a hydrate cannot do without: fetch the same objects, decompress them, and write the same
 * records and ids to Redis; nothing is parsed or checked.
 */
final class BareLimit {
  private static final int PARALLEL = 4;
  private static final int CHUNK = 500;

  private final ColdStore cold;
  private final StatefulRedisConnection<String, byte[]> redis;

  BareLimit(ColdStore cold, StatefulRedisConnection<String, byte[]> redis) {
    this.cold = cold;
    this.redis = redis;
  }

  /** Fetches objects, some at once. */
  List<byte[]> fetch(List<String> keys) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(PARALLEL);
    try {
      List<Future<byte[]>> running = new ArrayList<>();
      for (String key : keys) {
        running.add(executor.submit(() -> cold.read(key).orElseThrow()));
      }
      List<byte[]> objects = new ArrayList<>();
      for (Future<byte[]> object : running) {
        objects.add(object.get());
      }
      return objects;
    } finally {
      executor.shutdown();
    }
  }

  /** Decompresses objects. */
  static long decompress(List<byte[]> objects) throws IOException {
    long bytes = 0;
    byte[] buffer = new byte[1 << 16];
    for (byte[] object : objects) {
      try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(object))) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          bytes += read;
        }
      }
    }
    return bytes;
  }

  /** Writes records to a list and ids with their positions to a hash, pipelined. */
  void write(List<String> ids, List<byte[]> records) {
    RedisAsyncCommands<String, byte[]> commands = redis.async();
    redis.sync().del("bare:log", "bare:ids");
    redis.setAutoFlushCommands(false);
    List<RedisFuture<?>> answers = new ArrayList<>();
    for (int from = 0; from < records.size(); from += CHUNK) {
      int to = Math.min(records.size(), from + CHUNK);
      answers.add(commands.rpush("bare:log", records.subList(from, to).toArray(byte[][]::new)));
      Map<String, byte[]> positions = new HashMap<>();
      for (int i = from; i < to; i++) {
        positions.put(ids.get(i), Integer.toString(i).getBytes(UTF_8));
      }
      answers.add(commands.hset("bare:ids", positions));
      redis.flushCommands();
    }
    redis.setAutoFlushCommands(true);
    LettuceFutures.awaitAll(1, TimeUnit.MINUTES, answers.toArray(RedisFuture[]::new));
  }
}
