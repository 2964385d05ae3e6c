package dev.threadstore.it.fleet;

import dev.threadstore.Failing;
import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.it.Note;
import dev.threadstore.model.IdleArchiverSettings;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A process that archives what is idle until its input ends, or until it has made a certain step,
 * after which it is gone as if it had been killed.
 */
final class Worker {
  static final Duration IDLE = Duration.ofMillis(1500);
  static final Duration LEASE = Duration.ofSeconds(2);
  static final Duration INTERVAL = Duration.ofMillis(100);

  /** As the shell says of one that was killed. */
  static final int KILLED = 137;

  private Worker() {}

  /**
   * Starts one.
   *
   * @param step after which it is gone; {@code never} to stay
   */
  static Process start(URI redis, Path folder, String step) throws IOException {
    List<String> command =
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Worker.class.getName(),
            redis.toString(),
            folder.toString(),
            step);
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  public static void main(String[] arguments) throws IOException {
    Failpoints failpoints =
        new Failpoints() {
          @Override
          public void after(String step) {
            if (step.equals(arguments[2])) {
              Runtime.getRuntime().halt(KILLED);
            }
          }
        };
    RedisClient client = RedisClient.create(arguments[0]);
    IdleArchiverSettings settings =
        IdleArchiverSettings.builder()
            .idle(IDLE)
            .lease(LEASE)
            .interval(INTERVAL)
            .concurrency(4)
            .build();
    try (FileSystemColdStore cold = FileSystemColdStore.openExisting(Path.of(arguments[1]));
        ThreadStore<Note> store =
            Failing.at(failpoints, ThreadStore.builder(client, Note.CODEC).coldStore(cold))
                .build();
        IdleArchiver archiver = IdleArchiver.builder(store).settings(settings).build()) {
      archiver.start();
      while (System.in.read() >= 0) {
        // Until it ends.
      }
    } finally {
      client.shutdown();
    }
  }
}
