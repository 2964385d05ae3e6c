package dev.threadstore.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.threadstore.testsupport.RedisServer;
import dev.threadstore.testsupport.RedisServerBuilder;
import dev.threadstore.testsupport.TcpProxy;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** A Redis that can be put back to an earlier moment, in the ways in which that really happens. */
final class GoingBack implements AutoCloseable {
  private final Way way;
  private final Path data;
  private final Path backup;
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final RedisServer server;
  private final TcpProxy clients;
  private final TcpProxy replication;
  private final RedisServer replica;
  private long length;

  /** How a Redis goes back. */
  enum Way {
    /** An operator puts a backup in the place of {@code dump.rdb}. */
    OLDER_RDB,
    /** An operator puts a backup in the place of the append-only files. */
    OLDER_AOF,
    /** A power cut takes the end of the append-only file. */
    TRUNCATED_AOF,
    /** The master dies, and a replica takes over that had not received the last writes. */
    LAGGING_REPLICA
  }

  /**
   * Starts it.
   *
   * @param folder an empty one
   */
  GoingBack(Way way, Path folder) {
    this.way = way;
    data = folder.resolve("data");
    backup = folder.resolve("backup");
    try {
      Files.createDirectories(data);
      Files.createDirectories(backup);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    RedisServerBuilder builder =
        RedisServer.builder()
            .dataFolder(data)
            .ending(RedisServer.Ending.KILL)
            .config("save \"\"")
            .config("repl-diskless-sync-delay 0");
    server = isAof() ? builder.appendOnly(RedisServer.Fsync.ALWAYS).start() : builder.start();
    closers.push(server::close);
    clients = relay();
    replication = relay();
    replica = way == Way.LAGGING_REPLICA ? replica() : server;
  }

  private RedisServer replica() {
    RedisServer started =
        RedisServer.builder().config("replicaof 127.0.0.1 " + replication.port()).start();
    closers.push(started::close);
    return started;
  }

  private TcpProxy relay() {
    TcpProxy relay = TcpProxy.to(server.port());
    closers.push(relay::close);
    return relay;
  }

  /** Where clients find it, before and after. */
  URI uri() {
    return URI.create("redis://127.0.0.1:" + clients.port());
  }

  /** To this moment it will go back. */
  void remember() {
    try {
      switch (way) {
        case OLDER_RDB -> {
          call(server, RedisCommands::save);
          copy(data.resolve("dump.rdb"), backup.resolve("dump.rdb"));
        }
        case OLDER_AOF -> copyFolder(appendOnly(data), appendOnly(backup));
        case TRUNCATED_AOF -> length = new AppendOnlyFile(data).length();
        case LAGGING_REPLICA -> {
          await().atMost(30, SECONDS).until(this::replicaHasEverything);
          replication.cut();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was acknowledged since {@link #remember} is lost. */
  void goBack() {
    if (way == Way.LAGGING_REPLICA && !replicaLags()) {
      throw new IllegalStateException("the replica has everything");
    }
    server.kill();
    try {
      switch (way) {
        case OLDER_RDB -> copy(backup.resolve("dump.rdb"), data.resolve("dump.rdb"));
        case OLDER_AOF -> copyFolder(appendOnly(backup), appendOnly(data));
        case TRUNCATED_AOF -> new AppendOnlyFile(data).cut(length);
        case LAGGING_REPLICA -> {
          call(replica, RedisCommands::replicaofNoOne);
          clients.leadTo(replica.port());
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.restart();
    clients.leadTo(server.port());
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }

  private boolean isAof() {
    return way == Way.OLDER_AOF || way == Way.TRUNCATED_AOF;
  }

  private static Path appendOnly(Path folder) {
    return folder.resolve("appendonlydir");
  }

  private static void copyFolder(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    List<Path> old = new ArrayList<>();
    try (Stream<Path> files = Files.list(to)) {
      files.forEach(old::add);
    }
    for (Path file : old) {
      Files.delete(file);
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(from)) {
      found.forEach(files::add);
    }
    for (Path file : files) {
      copy(file, to.resolve(file.getFileName()));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private boolean replicaHasEverything() {
    return call(replica, RedisCommands::info).contains("master_link_status:up") && !replicaLags();
  }

  private boolean replicaLags() {
    return offset(server, "master_repl_offset:") > offset(replica, "slave_repl_offset:");
  }

  private static long offset(RedisServer of, String name) {
    return call(of, commands -> commands.info("replication"))
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.substring(name.length())))
        .findFirst()
        .orElseThrow();
  }

  private interface Call {
    String on(RedisCommands<String, String> commands);
  }

  private static String call(RedisServer of, Call call) {
    try (RedisClient client = RedisClient.create(of.uri().toString())) {
      return call.on(client.connect().sync());
    }
  }
}
