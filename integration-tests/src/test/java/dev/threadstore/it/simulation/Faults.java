package dev.threadstore.it.simulation;

import dev.threadstore.testsupport.TcpProxy;
import dev.threadstore.testsupport.TcpProxy.Direction;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What goes wrong around the clients, one thing after the other, chosen by chance. */
final class Faults implements AutoCloseable {
  /** What a Redis that runs out of memory may take at any time: a key that has a TTL. */
  private static final String EVICT =
      "if redis.call('PTTL', KEYS[1]) > 0 then return redis.call('UNLINK', KEYS[1]) end return 0";

  private static final String EXPIRE =
      "if redis.call('PTTL', KEYS[1]) > 0 then return redis.call('PEXPIRE', KEYS[1], 1) end"
          + " return 0";

  private static final int KEYS_TRIED = 30;

  private final Servers servers;
  private final Fleet fleet;
  private final Random random;
  private final boolean mayGoBack;
  private final Journal journal;
  private final RedisClient client;
  private final RedisCommands<String, String> commands;
  private final List<Undo> undo = new ArrayList<>();
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

  private boolean isGoingBack;

  private record Undo(long at, What what) {}

  private interface What {
    void happens() throws IOException, InterruptedException;
  }

  /** What can go wrong; the number says how often, beside the others. */
  enum Kind {
    REDIS_CONNECTIONS_BREAK(10),
    REDIS_REQUEST_TORN(10),
    REDIS_ANSWER_LOST(16),
    REDIS_SLOW(5),
    REDIS_UNREACHABLE(4),
    REDIS_KILLED(3),
    REDIS_STOPPED(2),
    /** Only where Redis may lose what it has acknowledged. */
    REDIS_WENT_BACK(8),
    SCRIPTS_FLUSHED(6),
    KEY_EVICTED(14),
    KEY_EXPIRED(6),
    S3_CONNECTIONS_BREAK(5),
    S3_REQUEST_TORN(6),
    S3_ANSWER_LOST(10),
    S3_SLOW(4),
    S3_UNREACHABLE(3),
    S3_STOPPED(2),
    CLIENTS_KILLED(3),
    CLIENTS_STOPPED(5);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }

    private static Kind choose(Random random) {
      int sum = 0;
      for (Kind kind : values()) {
        sum += kind.weight;
      }
      int dice = random.nextInt(sum);
      for (Kind kind : values()) {
        dice -= kind.weight;
        if (dice < 0) {
          return kind;
        }
      }
      throw new IllegalStateException();
    }
  }

  /**
   * Prepares faults.
   *
   * @param mayGoBack whether Redis may lose what it has acknowledged
   * @param journal notes when that happens
   */
  Faults(Servers servers, Fleet fleet, Random random, boolean mayGoBack, Journal journal) {
    this.mayGoBack = mayGoBack;
    this.journal = journal;
    this.servers = servers;
    this.fleet = fleet;
    this.random = random;
    client = servers.access().redis();
    StatefulRedisConnection<String, String> connection = client.connect();
    // It must not wait for a Redis that it has stopped itself.
    connection.setTimeout(Duration.ofMillis(300));
    commands = connection.sync();
  }

  /** How often each fault struck. */
  Map<Kind, Integer> counts() {
    return counts;
  }

  /** Lets things go wrong for some time; afterwards all is well again. */
  void strike(Duration length) throws IOException, InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(50 + random.nextInt(250));
      undoWhatIsOver(System.nanoTime());
      Kind kind = Kind.choose(random);
      if (struck(kind)) {
        counts.merge(kind, 1, Integer::sum);
      }
    }
    undoWhatIsOver(Long.MAX_VALUE);
    for (Fleet.Member member : fleet.members()) {
      member.redis.heal();
      member.s3.heal();
    }
  }

  private void undoWhatIsOver(long now) throws IOException, InterruptedException {
    for (Undo each : List.copyOf(undo)) {
      if (each.at() <= now) {
        undo.remove(each);
        each.what().happens();
      }
    }
  }

  private boolean struck(Kind kind) throws IOException, InterruptedException {
    Fleet.Member member = fleet.members().get(random.nextInt(fleet.members().size()));
    switch (kind) {
      case REDIS_CONNECTIONS_BREAK -> member.redis.breakAll();
      case REDIS_REQUEST_TORN -> member.redis.breakAfter(Direction.REQUESTS, random.nextInt(2000));
      case REDIS_ANSWER_LOST -> member.redis.breakAfter(Direction.ANSWERS, random.nextInt(500));
      case REDIS_SLOW -> slow(member.redis);
      case REDIS_UNREACHABLE -> hold(member.redis);
      case REDIS_KILLED -> {
        servers.redis().kill();
        servers.redis().restart();
      }
      case REDIS_STOPPED -> stop(servers.redis().pid(), 1500);
      case REDIS_WENT_BACK -> {
        return goBackLater();
      }
      case SCRIPTS_FLUSHED -> {
        return asked(RedisCommands::scriptFlush);
      }
      case KEY_EVICTED -> {
        return asked(redis -> takeKey(redis, EVICT));
      }
      case KEY_EXPIRED -> {
        return asked(redis -> takeKey(redis, EXPIRE));
      }
      case S3_CONNECTIONS_BREAK -> member.s3.breakAll();
      case S3_REQUEST_TORN -> member.s3.breakAfter(Direction.REQUESTS, random.nextInt(4000));
      case S3_ANSWER_LOST -> member.s3.breakAfter(Direction.ANSWERS, random.nextInt(1000));
      case S3_SLOW -> slow(member.s3);
      case S3_UNREACHABLE -> hold(member.s3);
      case S3_STOPPED -> stop(servers.s3Pid(), 1500);
      case CLIENTS_KILLED, CLIENTS_STOPPED -> {
        if (!member.isAtWork()) {
          return false;
        }
        if (kind == Kind.CLIENTS_KILLED) {
          fleet.kill(member);
        } else {
          stop(member.pid(), 4000);
        }
      }
    }
    return true;
  }

  private void slow(TcpProxy network) {
    Direction direction = anyDirection();
    network.delay(direction, Duration.ofMillis(5 + random.nextInt(150)));
    later(2000, () -> network.delay(direction, Duration.ZERO));
  }

  private void hold(TcpProxy network) {
    Direction direction = anyDirection();
    network.hold(direction);
    later(3000, () -> network.release(direction));
  }

  private Direction anyDirection() {
    return random.nextBoolean() ? Direction.REQUESTS : Direction.ANSWERS;
  }

  private void stop(long pid, int mostMillis) throws IOException, InterruptedException {
    signal("-STOP", pid);
    later(mostMillis, () -> signal("-CONT", pid));
  }

  /** A process that has gone meanwhile needs none. */
  private static void signal(String signal, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", signal, Long.toString(pid))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** What Redis acknowledges from now on, it loses in a moment. */
  private boolean goBackLater() throws IOException {
    if (!mayGoBack || isGoingBack) {
      return false;
    }
    isGoingBack = true;
    Ask goBack = new Ask.GoBack("*", System.nanoTime());
    long written = servers.written();
    later(
        1000,
        () -> {
          servers.redis().kill();
          journal.asked(goBack);
          servers.restartAt(written);
          journal.told(new Reply.Sound());
          isGoingBack = false;
        });
    return true;
  }

  private void later(int mostMillis, What what) {
    long in = TimeUnit.MILLISECONDS.toNanos(100 + random.nextInt(mostMillis));
    undo.add(new Undo(System.nanoTime() + in, what));
  }

  private interface Request {
    Object ask(RedisCommands<String, String> redis);
  }

  /** Whether Redis did it: it may be stopped, or have no such key. */
  private boolean asked(Request request) {
    try {
      return !Long.valueOf(0).equals(request.ask(commands));
    } catch (RedisException e) {
      return false;
    }
  }

  private static Object takeKey(RedisCommands<String, String> redis, String script) {
    for (int i = 0; i < KEYS_TRIED; i++) {
      String key = redis.randomkey();
      if (key != null) {
        Long taken = redis.eval(script, ScriptOutputType.INTEGER, key);
        if (taken > 0) {
          return taken;
        }
      }
    }
    return 0L;
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
