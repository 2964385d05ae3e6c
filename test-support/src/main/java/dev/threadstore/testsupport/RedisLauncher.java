package dev.threadstore.testsupport;

import dev.threadstore.testsupport.RespConnection.RedisErrorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Starts a server in a folder, any number of times, and waits each time until it answers. */
final class RedisLauncher {
  private static final Duration ANSWER_TIME = Duration.ofSeconds(1);
  private static final int POLL_MILLIS = 10;
  private static final int LOG_TAIL = 2000;

  private final RedisSettings settings;
  private final Path folder;

  RedisLauncher(RedisSettings settings, Path folder) {
    this.settings = settings;
    this.folder = folder;
  }

  /**
   * Starts the server on a port.
   *
   * @throws IllegalStateException if it did not start. Nothing is left running.
   */
  RedisProcess launch(int port) {
    RedisProcess started;
    try {
      Path config = folder.resolve("redis.conf");
      Files.write(config, settings.configFor(port, folder));
      started =
          new RedisProcess(
              List.of(program().toString(), config.toString()),
              logFile(),
              settings.ending().signal(),
              settings.endTime(),
              settings.data().isPresent() ? Optional.empty() : Optional.of(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      awaitReady(started, port);
      return started;
    } catch (RuntimeException e) {
      started.end(RedisProcess.Signal.KILL);
      throw e;
    }
  }

  /** The end of its log. */
  String log() {
    try {
      String log = Files.readString(logFile(), StandardCharsets.ISO_8859_1);
      return log.substring(Math.max(0, log.length() - LOG_TAIL));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  /** Removes the log of an earlier server in the same folder. */
  void clearLog() throws IOException {
    Files.deleteIfExists(logFile());
  }

  private Path program() throws IOException {
    return settings.executable().isPresent()
        ? settings.executable().get()
        : RedisBinary.of(settings.version()).extract();
  }

  private void awaitReady(RedisProcess started, int port) {
    long deadline = System.nanoTime() + settings.startTime().toNanos();
    while (!isReady(started, port)) {
      if (!started.isRunning()) {
        throw new IllegalStateException("Redis server ended at its start:\n" + log());
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Redis server does not answer in time:\n" + log());
      }
      Polling.pause(POLL_MILLIS);
    }
  }

  private static boolean isReady(RedisProcess started, int port) {
    try (RespConnection connection = new RespConnection(port, ANSWER_TIME)) {
      connection.call("PING"); // an error as long as it loads its data
      // Another server may have got the port, and ours is about to find out.
      String info = connection.call("INFO", "server");
      return info.contains("process_id:" + started.pid() + "\r\n");
    } catch (RedisErrorException e) {
      return e.answer().startsWith("NOAUTH"); // it wants a password, so it is there
    } catch (IOException e) {
      return false;
    }
  }

  private Path logFile() {
    return folder.resolve("redis.log");
  }
}
