package dev.threadstore.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.mutations.TestProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Each mutation makes at least one of its tests fail. Runs in the profile {@code mutations}. */
@Tag("mutations")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutationsIT {
  /**
   * {@code core}, {@code all}, {@code simulation}, or a part of the names of those that are wanted.
   */
  private static final String WANTED = System.getProperty("threadstore.mutations", "core");

  private static final String SIMULATION = "simulation";

  private final List<Mutation> mutations =
      Mutation.all().stream().filter(MutationsIT::isWanted).toList();
  private final List<String> table = new ArrayList<>();

  @TempDir static Path folder;

  private static boolean isWanted(Mutation mutation) {
    return switch (WANTED) {
      case "all" -> true;
      case "core" -> mutation.core();
      case SIMULATION -> mutation.simulation();
      default -> mutation.name().contains(WANTED);
    };
  }

  private static List<String> testsOf(Mutation mutation) {
    return WANTED.equals(SIMULATION) ? List.of("SimulationIT") : mutation.tests();
  }

  /** A test that fails anyway would prove nothing. */
  @BeforeAll
  void namedTests_withoutMutation_pass() throws Exception {
    List<String> tests =
        mutations.stream().flatMap(mutation -> testsOf(mutation).stream()).distinct().toList();
    assertThat(tests).as("tests of mutations `%s`", WANTED).isNotEmpty();
    long start = System.nanoTime();
    assertThat(TestProcess.run(List.of(), tests, folder.resolve("unbroken")))
        .isInstanceOf(Outcome.Passed.class);
    table.add(row("(none)", "-", start));
  }

  @TestFactory
  Stream<DynamicTest> mutation_isNoticed() {
    return mutations.stream()
        .map(mutation -> DynamicTest.dynamicTest(mutation.name(), () -> check(mutation)));
  }

  private void check(Mutation mutation) throws IOException, InterruptedException {
    long start = System.nanoTime();
    String noticedBy = "(cannot be made)";
    try {
      Path classes = Files.createDirectory(folder.resolve(mutation.name()));
      Mutant.write(mutation, classes);
      Path output = folder.resolve(mutation.name() + ".log");
      Outcome outcome = TestProcess.run(List.of(classes), testsOf(mutation), output);
      noticedBy = noticedBy(outcome);
      assertThat(outcome)
          .as(
              "%s%nwith `%s` instead of `%s`",
              mutation, mutation.replacement(), mutation.original())
          .isInstanceOf(Outcome.Failed.class);
    } finally {
      table.add(row(mutation.name(), noticedBy, start));
    }
  }

  private static String noticedBy(Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return failed.test();
    }
    return outcome instanceof Outcome.Passed ? "NOBODY" : "(no evidence)";
  }

  @AfterAll
  void print() {
    System.out.printf("%n%-40s %7s  %s%n", "mutation", "seconds", "noticed by");
    table.forEach(System.out::println);
  }

  private static String row(String mutation, String by, long start) {
    double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
    return "%-40s %7.1f  %s".formatted(mutation, seconds, by);
  }
}
