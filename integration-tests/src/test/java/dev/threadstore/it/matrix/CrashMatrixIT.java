package dev.threadstore.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.threadstore.it.matrix.Cell.Memory;
import dev.threadstore.it.matrix.Steps.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation, at each of its steps: stopped there; left without the step's answer; overtaken
 * there by a rival that does the same, and by one that does anything else; and the last two at
 * once. Afterwards some order of the calls explains what everybody was told, with the revisions,
 * and what is seen, in Redis and in the archive; a repeated call comes to its end; nothing is left
 * behind, and the archive has what Redis had.
 *
 * <p>One rival makes several calls: it deletes or purges the thread and leaves another one under
 * its id, which the operation must not take for the old one. It does not act where an answer is
 * lost as well; there those rivals do that only delete, purge or create.
 */
class CrashMatrixIT {
  @TempDir private static Path folder;
  private static Laboratory lab;

  @BeforeAll
  static void open() {
    lab = new Laboratory(folder);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @TestFactory
  Stream<DynamicNode> operations() {
    return Scenario.ALL.stream()
        .map(scenario -> dynamicContainer(scenario.toString(), tests(scenario)));
  }

  /** What is in the documentation is what is run here. */
  @Test
  void table_isInTheGuarantees() throws IOException {
    MatrixTable table = new MatrixTable();
    for (Scenario scenario : Scenario.ALL) {
      table.add(scenario, points(scenario));
    }
    Path page = Path.of(System.getProperty("basedir", "."), "..", "docs", "guarantees.md");
    String found = Files.readString(page);
    String wanted = table.putInto(found);
    if (Boolean.getBoolean("threadstore.docs.write")) {
      Files.writeString(page, wanted);
    } else {
      List<String> there = found.lines().toList();
      List<String> run = wanted.lines().toList();
      assertThat(there.stream().filter(line -> !run.contains(line)))
          .as("in the page, but not run; -Dthreadstore.docs.write=true writes the table anew")
          .isEmpty();
      assertThat(run.stream().filter(line -> !there.contains(line)))
          .as("run, but not in the page; -Dthreadstore.docs.write=true writes the table anew")
          .isEmpty();
      assertThat(there.equals(run)).as("the rows are in the order in which they are run").isTrue();
    }
  }

  private static List<Point> points(Scenario scenario) {
    return new Cell(lab, scenario, Memory.PLENTY).runAlone();
  }

  private static Stream<DynamicTest> tests(Scenario scenario) {
    List<Point> points = points(scenario);
    Rival same = Rival.calling(scenario.operation());
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(test("stopped", scenario, Memory.PLENTY, points, Cell::stopAfter));
    tests.add(test("answer lost", scenario, Memory.PLENTY, points, Cell::loseAnswerOf));
    tests.add(overtaken(scenario, Memory.PLENTY, points, same));
    tests.add(answerLostAndOvertaken(scenario, points, same));
    for (Rival rival : scenario.rivals()) {
      tests.add(overtaken(scenario, Memory.PLENTY, points, rival));
      tests.add(answerLostAndOvertaken(scenario, points, rival));
    }
    for (Rival successor : scenario.successors()) {
      tests.add(overtaken(scenario, Memory.PLENTY, points, successor));
    }
    if (scenario.worksOnAFullRedis()) {
      tests.add(test("stopped", scenario, Memory.FULL, points, Cell::stopAfter));
      tests.add(test("answer lost", scenario, Memory.FULL, points, Cell::loseAnswerOf));
      tests.add(overtaken(scenario, Memory.FULL, points, same));
    }
    return tests.stream();
  }

  private static DynamicTest overtaken(
      Scenario scenario, Memory memory, List<Point> points, Rival rival) {
    String name = "overtaken by " + rival.words();
    return test(name, scenario, memory, points, (cell, point) -> cell.overtakeAfter(point, rival));
  }

  private static DynamicTest answerLostAndOvertaken(
      Scenario scenario, List<Point> points, Rival rival) {
    return test(
        "answer lost and overtaken by " + rival.words(),
        scenario,
        Memory.PLENTY,
        points,
        (cell, point) -> cell.loseAnswerAndOvertake(point, rival));
  }

  private static DynamicTest test(
      String what,
      Scenario scenario,
      Memory memory,
      List<Point> points,
      BiConsumer<Cell, Point> run) {
    String name = memory == Memory.FULL ? what + ", on a full Redis" : what;
    return dynamicTest(
        name,
        () -> {
          SoftAssertions all = new SoftAssertions();
          for (Point point : points) {
            all.assertThatCode(() -> run.accept(new Cell(lab, scenario, memory), point))
                .as("%s, %s, after %s", scenario, name, point)
                .doesNotThrowAnyException();
          }
          all.assertAll();
        });
  }
}
