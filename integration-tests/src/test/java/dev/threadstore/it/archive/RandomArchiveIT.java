package dev.threadstore.it.archive;

import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.testsupport.InMemoryColdStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories of threads that are forks of each other, in which processes stand still or die
 * at any step while others go on, collect, and days pass (H84, H88, H89, H90, H93, H110, H111): no
 * snapshot ever refers to an object that is not there, no thread ever holds what it should not, and
 * in the end nothing is left that nobody needs.
 *
 * <p>System properties: {@code threadstore.it.steps}; {@code threadstore.it.seed} begins with the
 * history that a failure has named.
 */
class RandomArchiveIT {
  private static final int STEPS_OF_A_HISTORY = 150;

  private final int steps = Integer.getInteger("threadstore.it.steps", 3000);
  private final long seed = Long.getLong("threadstore.it.seed", System.nanoTime());

  @Test
  void randomHistories_daysPass_missNothingAndLeaveNothing() {
    AtomicReference<Instant> clock = new AtomicReference<>(Instant.now());
    InMemoryColdStore cold = new InMemoryColdStore((InstantSource) clock::get);
    try (ArchiveWorld world = new ArchiveWorld(cold)) {
      run(world, time -> clock.updateAndGet(now -> now.plus(time)), steps);
    }
  }

  @Test
  void randomHistories_inAFolder_missNothing(@TempDir Path folder) {
    try (FileSystemColdStore cold = FileSystemColdStore.open(folder);
        ArchiveWorld world = new ArchiveWorld(cold)) {
      run(world, null, steps / 10);
    }
  }

  private void run(ArchiveWorld world, @Nullable Consumer<Duration> clock, int total) {
    for (int done = 0; done < total; done += STEPS_OF_A_HISTORY) {
      long seedOfThis = seed + done / STEPS_OF_A_HISTORY;
      world.clear();
      RandomRun run = new RandomRun(world, clock, seedOfThis);
      try {
        run.run(Math.min(STEPS_OF_A_HISTORY, total));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "-Dthreadstore.it.seed=%s\n%s\n%s"
                .formatted(seedOfThis, String.join("\n", last(run.history())), e.getMessage()),
            e);
      }
    }
  }

  private static List<String> last(List<String> history) {
    return history.subList(Math.max(0, history.size() - 200), history.size());
  }
}
