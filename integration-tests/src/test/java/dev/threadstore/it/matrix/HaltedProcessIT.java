package dev.threadstore.it.matrix;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.threadstore.it.matrix.Cell.Memory;
import dev.threadstore.it.matrix.Steps.Point;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@link CrashMatrixIT} stops an operation by an error in its thread. Here a process of its own
 * ends after a step: after one of each operation's steps, or after all of them.
 *
 * <p>System properties: {@code threadstore.it.halts=all}; {@code threadstore.it.seed} repeats a
 * choice of steps.
 */
class HaltedProcessIT {
  @TempDir private static Path folder;
  private static Laboratory lab;

  private static final long SEED = Long.getLong("threadstore.it.seed", System.nanoTime());
  private static final Random RANDOM = new Random(SEED);

  @BeforeAll
  static void open() {
    lab = new Laboratory(folder);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void operation_processEndsOnTheWay_canBeCalledAgain(Scenario scenario) {
    List<Point> points = new Cell(lab, scenario, Memory.PLENTY).runAlone();
    boolean all = "all".equals(System.getProperty("threadstore.it.halts"));
    for (Point point : all ? points : List.of(points.get(RANDOM.nextInt(points.size())))) {
      assertThatCode(() -> new Cell(lab, scenario, Memory.PLENTY).haltAfter(point))
          .as("%s, after %s; seed %d", scenario, point, SEED)
          .doesNotThrowAnyException();
    }
  }

  static List<Scenario> scenarios() {
    return Scenario.ALL;
  }
}
