package dev.threadstore.it.regions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.cold.s3.S3ColdStore;
import dev.threadstore.testsupport.S3Access;
import dev.threadstore.testsupport.S3Server;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two Redises share one cold store, for good or since a backup was restored (H25, H81, H92, H93,
 * H97). What both do at random is compared with a model at each step: only who has built on the
 * newest entry adds one (G5), a clean copy that is behind is refreshed and never archived (H97),
 * what was deleted in one region is not brought back by the other (G10, H86), and each version that
 * was acknowledged can be read until somebody has given it up.
 *
 * <p>System properties: {@code threadstore.it.steps}; {@code threadstore.it.seed} begins with the
 * walk that a failure has named.
 */
class TwoRegionsIT {
  private static final int STEPS_OF_A_WALK = 150;
  private static final int MOST_WALKS = 100;

  private static final Set<String> MEETINGS =
      Set.of(
          "flush in conflict",
          "slow flush",
          "keep hot",
          "keep cold",
          "fork hot away",
          "start from a backup");

  private final int steps = Integer.getInteger("threadstore.it.steps", 600);
  private final long seed = Long.getLong("threadstore.it.seed", System.nanoTime());

  @TempDir private Path folder;

  /** Goes on until every kind of meeting has taken place. */
  @Test
  void walks_inAFolder_loseNothing() {
    Set<String> met = new TreeSet<>();
    try (ColdStore cold = cold();
        Regions regions = new Regions(cold, folder)) {
      for (int walk = 0; walk < steps / STEPS_OF_A_WALK || !met.containsAll(MEETINGS); walk++) {
        assertThat(walk).as("walks; met so far: %s", met).isLessThan(MOST_WALKS + steps);
        met.addAll(walk(regions, walk, STEPS_OF_A_WALK, Walk::run));
      }
    }
  }

  @Test
  void walk_onS3_losesNothing() {
    try (S3Server s3 = S3Server.start();
        ColdStore cold = bucket(s3.access());
        Regions regions = new Regions(cold, folder)) {
      walk(regions, 0, steps / 15, Walk::run);
    }
  }

  @Test
  void walk_bothFromOneBackup_losesNothing() {
    try (ColdStore cold = cold();
        Regions regions = new Regions(cold, folder)) {
      walk(regions, 0, steps / 4, Walk::runFromOneBackup);
    }
  }

  private ColdStore cold() {
    return FileSystemColdStore.open(folder.resolve("cold"));
  }

  private static ColdStore bucket(S3Access s3) {
    return S3ColdStore.builder(s3.newBucket().name())
        .endpoint(s3.endpoint())
        .credentials(s3.accessKey(), s3.secretKey())
        .pathStyle()
        .open();
  }

  /** What was met on the way. */
  private Set<String> walk(Regions regions, int number, int length, BiConsumer<Walk, Integer> run) {
    regions.clear();
    Walk walk = new Walk(regions, seed + number);
    try {
      run.accept(walk, length);
      return walk.met();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "-Dthreadstore.it.seed=%s\n%s\n%s"
              .formatted(seed + number, String.join("\n", walk.history()), e.getMessage()),
          e);
    }
  }
}
