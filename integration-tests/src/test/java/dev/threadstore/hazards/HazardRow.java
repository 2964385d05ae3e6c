package dev.threadstore.hazards;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A row of the table: one hazard, or several in one line, and the tests that stand beside it.
 *
 * @param numbers the numbers of {@code H1}, {@code H1, H2} or {@code H1–H3}
 * @param tests what stands in backquotes and is a test by its name
 */
record HazardRow(List<Integer> numbers, List<NamedTest> tests) {
  private static final Pattern ROW = Pattern.compile("\\| (H[^|]+) \\| [^|]+ \\| (.+) \\|");
  private static final Pattern RUN = Pattern.compile("H(\\d+)(?:–H(\\d+))?");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Contract))(?:\\.(\\w+))?`");

  /**
   * A class, or a method of one.
   *
   * @param type the simple name of the class
   * @param method the name of the method; empty: all of the class
   */
  record NamedTest(String type, String method) {}

  /** The rows of the table, from the top. */
  static List<HazardRow> all() {
    try (Stream<String> lines = Files.lines(TestSources.ROOT.resolve(Path.of("docs/testing.md")))) {
      return lines.map(ROW::matcher).filter(Matcher::matches).map(HazardRow::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HazardRow of(MatchResult row) {
    return new HazardRow(
        RUN.matcher(row.group(1)).results().flatMapToInt(HazardRow::run).boxed().toList(),
        TEST.matcher(row.group(2))
            .results()
            .map(test -> new NamedTest(test.group(1), test.group(2) == null ? "" : test.group(2)))
            .toList());
  }

  private static IntStream run(MatchResult run) {
    int first = Integer.parseInt(run.group(1));
    return IntStream.rangeClosed(
        first, run.group(2) == null ? first : Integer.parseInt(run.group(2)));
  }

  boolean names(String type) {
    return tests.stream().anyMatch(test -> test.type().equals(type));
  }

  @Override
  public String toString() {
    return "H" + numbers;
  }
}
