package dev.threadstore.it.matrix;

import dev.threadstore.Failing;
import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.it.Note;
import dev.threadstore.it.matrix.Call.Place;
import dev.threadstore.it.matrix.Call.Role;
import dev.threadstore.it.matrix.Steps.Point;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of its own that calls one operation, and is gone after one of its steps. */
final class HaltedProcess {
  /** As the shell says of one that was killed. */
  private static final int KILLED = 137;

  private static final int PATIENCE_SECONDS = 60;

  private HaltedProcess() {}

  /** Returns when it is gone. */
  static void run(
      String redis,
      Path folder,
      Call call,
      ThreadRef thread,
      ThreadRef target,
      Revision known,
      Point point)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            HaltedProcess.class.getName(),
            redis,
            folder.toString(),
            thread.id(),
            target.id(),
            known.toString(),
            call.operation().name(),
            point.step(),
            Integer.toString(point.nth()));
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("it does not end");
      }
      if (process.exitValue() != KILLED) {
        throw new IllegalStateException("it ended by itself: " + process.exitValue());
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** In the process. */
  public static void main(String[] arguments) {
    Point point = new Point(arguments[6], Integer.parseInt(arguments[7]));
    Steps steps = Steps.overtakenAfter(point, () -> Runtime.getRuntime().halt(KILLED));
    ThreadStore<Note> store =
        Failing.at(
                steps,
                ThreadStore.builder(RedisClient.create(arguments[0]), Note.CODEC)
                    .coldStore(FileSystemColdStore.openExisting(Path.of(arguments[1]))))
            .build();
    Call call = new Call(Operation.valueOf(arguments[5]), Role.TESTED);
    Place place =
        new Place(store, ref(arguments[2]), ref(arguments[3]), Revision.parse(arguments[4]));
    call.operation().run(call, place);
  }

  private static ThreadRef ref(String id) {
    return new ThreadRef("it", id);
  }
}
