package dev.threadstore.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One run of a Redis server. Between it and the JVM stands a shell script, the guard, that ends the
 * server when the JVM ends: a shutdown hook would not outlive a SIGKILL. See {@code
 * redis-guard.sh}. Not thread-safe.
 */
final class RedisProcess {
  /** What the kernel does at once. */
  private static final Duration KILL_TIME = Duration.ofSeconds(10);

  private static final String GUARD = guard();

  private final Process guard;
  private final BufferedReader answers;
  private final OutputStream signals;
  private final Duration endTime;
  private final long pid;

  /** A signal to a server. */
  enum Signal {
    TERM,
    KILL,
    STOP,
    CONT
  }

  /**
   * Starts a server. It may end again at once; its log says why.
   *
   * @param command its program and arguments
   * @param log where its output goes
   * @param end what ends it when the JVM has gone
   * @param endTime how long it may take to end before it is killed
   * @param remove a folder to remove when it ended because the JVM has gone
   * @throws IOException if the guard cannot be started: there is no {@code sh}
   */
  RedisProcess(List<String> command, Path log, Signal end, Duration endTime, Optional<Path> remove)
      throws IOException {
    this.endTime = endTime;
    List<String> guarded = new ArrayList<>(List.of("sh", "-c", GUARD, "redis-guard"));
    guarded.add(end.name());
    guarded.add(Long.toString(endTime.toMillis() / 100));
    guarded.add(remove.map(Path::toString).orElse(""));
    guarded.add(log.toString());
    guarded.addAll(command);
    guard =
        new ProcessBuilder(guarded)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    answers = guard.inputReader(StandardCharsets.US_ASCII);
    signals = guard.getOutputStream();
    String first = answers.readLine();
    if (first == null) {
      throw new IOException("guard of the Redis server failed: log=`" + log + "`");
    }
    pid = Long.parseLong(first);
  }

  long pid() {
    return pid;
  }

  boolean isRunning() {
    return guard.isAlive();
  }

  /**
   * Stops the server, or lets it go on, and returns when it is so.
   *
   * @throws IllegalStateException if it does not run
   */
  void send(Signal signal) {
    try {
      write(signal);
      if (answers.readLine() != null) {
        return;
      }
    } catch (IOException e) {
      throw new IllegalStateException("Redis server has ended: pid=`" + pid + "`", e);
    }
    throw new IllegalStateException("Redis server has ended: pid=`" + pid + "`");
  }

  /** Ends the server, if it runs, and returns when it has ended. */
  void end(Signal signal) {
    try {
      write(signal);
      write(Signal.CONT); // One that is stopped does not act on TERM.
      if (!hasEndedWithin(signal == Signal.KILL ? KILL_TIME : endTime)) {
        write(Signal.KILL);
      }
    } catch (IOException e) {
      // It has ended, or is about to.
    }
    if (!hasEndedWithin(KILL_TIME)) {
      throw new IllegalStateException("Redis server does not end: pid=`" + pid + "`");
    }
    close();
  }

  /** The end of its input makes the guard do the rest. */
  private void close() {
    try {
      signals.close();
      answers.close();
    } catch (IOException e) {
      // The guard has gone.
    }
  }

  private void write(Signal signal) throws IOException {
    signals.write((signal + "\n").getBytes(StandardCharsets.US_ASCII));
    signals.flush();
  }

  private boolean hasEndedWithin(Duration time) {
    try {
      return guard.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new IllegalStateException("interrupted while a Redis server ends", e);
    }
  }

  private static String guard() {
    try (InputStream in = RedisProcess.class.getResourceAsStream("redis-guard.sh")) {
      // Without the comments, because it shows up in lists of processes.
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
