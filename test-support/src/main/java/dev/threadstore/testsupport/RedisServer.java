package dev.threadstore.testsupport;

import dev.threadstore.testsupport.RedisProcess.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis server in a process of its own, on the loopback address of this machine. It ends
 * with {@link #close}, and also when this JVM ends, however that happens (an exit, a crash, a
 * SIGKILL).
 *
 * <pre>{@code
 * try (RedisServer redis = RedisServer.start()) {
 *   RedisClient client = RedisClient.create(redis.uri().toString());
 *   …
 * }
 * }</pre>
 *
 * <p>It starts in about 0.1 s. Linux and macOS, which have the {@code sh} that it needs. Every
 * method throws {@link IllegalStateException} after {@link #close}. Thread-safe; calls wait for
 * each other.
 */
public final class RedisServer implements AutoCloseable {
  /** The only address on which servers listen. */
  static final String HOST = "127.0.0.1";

  private static final int PORT_ATTEMPTS = 5;

  private final RedisSettings settings;
  private final Path folder;
  private final @Nullable DataFolderLock lock;
  private final RedisLauncher launcher;
  private int port;
  private @Nullable RedisProcess process;
  private boolean closed;

  /** How a server ends. */
  public enum Ending {
    /**
     * By SIGTERM: it saves first, if it is configured to. Killed if that takes longer than {@link
     * RedisServerBuilder#endTime} says.
     */
    GRACEFUL(Signal.TERM),
    /** By SIGKILL: what it has not written yet is lost. */
    KILL(Signal.KILL);

    private final Signal signal;

    Ending(Signal signal) {
      this.signal = signal;
    }

    Signal signal() {
      return signal;
    }
  }

  /** When the append-only file is made durable. */
  public enum Fsync {
    /** Before each answer. */
    ALWAYS("always"),
    /** Once a second, so a power cut takes up to that (a crash of Redis alone takes nothing). */
    EVERY_SECOND("everysec"),
    /** When the operating system sees fit. */
    NEVER("no");

    private final String word;

    Fsync(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  RedisServer(RedisSettings settings) {
    this.settings = settings;
    try {
      folder = settings.data().isPresent() ? settings.data().get() : TemporaryFolder.create();
      lock =
          settings.data().isPresent() ? DataFolderLock.acquire(folder, settings.endTime()) : null;
      launcher = new RedisLauncher(settings, folder);
      launcher.clearLog();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      startOnSomePort();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts a server of the default version on a free port, without persistence.
   *
   * @return the server, to be closed
   * @throws IllegalStateException if it did not start
   */
  public static RedisServer start() {
    return builder().start();
  }

  /**
   * Says how a server is to run.
   *
   * @return a builder
   */
  public static RedisServerBuilder builder() {
    return new RedisServerBuilder();
  }

  /**
   * Its address for a client.
   *
   * @return such as {@code redis://127.0.0.1:12345}
   */
  public URI uri() {
    return URI.create("redis://" + HOST + ":" + port());
  }

  /**
   * The host on which it listens.
   *
   * @return {@code 127.0.0.1}
   */
  public String host() {
    return HOST;
  }

  /**
   * The port on which it listens; stays the same when it is restarted.
   *
   * @return the port
   */
  public synchronized int port() {
    return port;
  }

  /**
   * The process of the server.
   *
   * @return its number
   * @throws IllegalStateException if it does not run
   */
  public synchronized long pid() {
    return running().pid();
  }

  /**
   * Whether the process is there (it may be paused).
   *
   * @return false also if it ended on its own
   */
  public synchronized boolean isRunning() {
    return process != null && process.isRunning();
  }

  /**
   * The folder of its data and its log.
   *
   * @return the data folder that was given, or a temporary one
   */
  public Path folder() {
    return folder;
  }

  /**
   * The end of its log.
   *
   * @return about 20 lines
   */
  public String log() {
    return launcher.log();
  }

  /** Kills it (SIGKILL) as a crash would. {@link #restart} starts it again. */
  public synchronized void kill() {
    running().end(Signal.KILL);
  }

  /** Ends it gracefully (SIGTERM). {@link #restart} starts it again. */
  public synchronized void stop() {
    running().end(Signal.TERM);
  }

  /**
   * Stops it in its tracks (SIGSTOP): connections stay open, and nothing answers. Until {@link
   * #resume}.
   */
  public synchronized void pause() {
    running().send(Signal.STOP);
  }

  /** Lets it go on after {@link #pause} (SIGCONT). */
  public synchronized void resume() {
    running().send(Signal.CONT);
  }

  /**
   * Starts it again, on the same port and folder. If it runs, it is ended first, in the way in
   * which it would be when it is closed.
   *
   * @throws IllegalStateException if it did not start
   */
  public synchronized void restart() {
    requireOpen();
    if (process != null) {
      process.end(settings.ending().signal());
    }
    startOn(port);
  }

  /** Ends it and removes its temporary folder. Can be repeated. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (process != null) {
        process.end(settings.ending().signal());
      }
    } finally {
      release();
    }
  }

  private void release() {
    try {
      if (lock != null) {
        lock.close();
      }
      if (settings.data().isEmpty()) {
        TemporaryFolder.remove(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void startOnSomePort() {
    for (int attempt = 1; ; attempt++) {
      port = settings.port() == 0 ? LocalPorts.next() : settings.port();
      try {
        startOn(port);
        return;
      } catch (IllegalStateException e) {
        // Somebody else took the port since it was found free.
        boolean taken = log().contains("bind: Address"); // the rest differs between C libraries
        if (!taken || settings.port() != 0 || attempt == PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void startOn(int port) {
    process = launcher.launch(port);
    if (lock != null) {
      lock.holds(process.pid());
    }
  }

  private RedisProcess running() {
    requireOpen();
    if (process == null || !process.isRunning()) {
      throw new IllegalStateException("Redis server does not run: port=`" + port + "`");
    }
    return process;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("Redis server is closed: port=`" + port + "`");
    }
  }
}
