package dev.threadstore.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of hazards and the tests speak of each other. */
class HazardTableTest {
  /** So that no row gets lost. The numbers have gaps, and none is ever used again. */
  private static final int HAZARDS = 84;

  private static final TestSources SOURCES = new TestSources();

  static List<HazardRow> rows() {
    return HazardRow.all();
  }

  static Stream<String> testsWithHazards() {
    return SOURCES.types().stream().filter(type -> !SOURCES.hazards(type).isEmpty());
  }

  @Test
  void table_hasEachHazardOnce() {
    List<Integer> numbers = rows().stream().flatMap(row -> row.numbers().stream()).toList();
    assertThat(numbers)
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSize(HAZARDS)
        .startsWith(1)
        .endsWith(111);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void row_namesTestsThatSpeakOfIt(HazardRow row) {
    assertThat(row.tests())
        .allSatisfy(
            test -> {
              assertThat(SOURCES.types()).contains(test.type());
              assertThat(SOURCES.hazards(test.type())).containsAnyElementsOf(row.numbers());
              assertThat(test.method())
                  .matches(method -> SOURCES.hasMethod(test.type(), method), "is a method of it");
            });
  }

  @ParameterizedTest
  @MethodSource("testsWithHazards")
  void test_standsBesideTheHazardsOfWhichItSpeaks(String type) {
    List<Integer> listed =
        rows().stream()
            .filter(row -> row.names(type))
            .flatMap(row -> row.numbers().stream())
            .toList();
    assertThat(listed).containsAll(SOURCES.hazards(type));
  }
}
