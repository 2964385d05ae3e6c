package dev.threadstore.it.failover;

import dev.threadstore.it.RedisFixture;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.MigrateArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Moves a slot from one master to another as {@code redis-cli --cluster reshard} does, by keys. */
final class SlotMigration implements AutoCloseable {
  private static final int DATABASE = 0;
  private static final long TIMEOUT_MILLIS = 5000;

  private final int slot;
  private final RedisServer target;
  private final RedisClient sourceClient;
  private final RedisClient targetClient;
  private final RedisCommands<String, String> from;
  private final RedisCommands<String, String> to;

  SlotMigration(int slot, RedisServer source, RedisServer target) {
    this.slot = slot;
    this.target = target;
    sourceClient = RedisClient.create(source.uri().toString());
    targetClient = RedisClient.create(target.uri().toString());
    from = sourceClient.connect().sync();
    to = targetClient.connect().sync();
  }

  /** Threads whose keys are in one slot. */
  static List<ThreadRef> threadsIn(int slot, int count) {
    return Stream.generate(RedisFixture::newRef)
        .filter(
            ref ->
                SlotHash.getSlot("{" + ref.encodedNamespace() + ":" + ref.encodedId() + "}")
                    == slot)
        .limit(count)
        .toList();
  }

  /** From now on keys may be at either of both. */
  void begin() {
    to.clusterSetSlotImporting(slot, from.clusterMyId());
    from.clusterSetSlotMigrating(slot, to.clusterMyId());
  }

  /** The keys that have not moved. */
  List<String> left() {
    return from.clusterGetKeysInSlot(slot, Integer.MAX_VALUE);
  }

  void move(String key) {
    from.migrate(
        target.host(), target.port(), DATABASE, TIMEOUT_MILLIS, MigrateArgs.Builder.key(key));
  }

  /** Everything has moved: says so to both, and they tell the others. */
  void end() {
    for (String key : left()) {
      move(key);
    }
    String owner = to.clusterMyId();
    to.clusterSetSlotNode(slot, owner);
    from.clusterSetSlotNode(slot, owner);
  }

  /** How often a node has answered with an error of this kind. */
  static long errors(RedisCommands<String, String> node, String kind) {
    Matcher line =
        Pattern.compile("errorstat_" + kind + ":count=([0-9]+)").matcher(node.info("errorstats"));
    return line.find() ? Long.parseLong(line.group(1)) : 0;
  }

  RedisCommands<String, String> source() {
    return from;
  }

  RedisCommands<String, String> target() {
    return to;
  }

  @Override
  public void close() {
    sourceClient.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    targetClient.shutdown(Duration.ZERO, Duration.ofSeconds(5));
  }
}
