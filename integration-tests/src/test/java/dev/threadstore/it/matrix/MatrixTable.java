package dev.threadstore.it.matrix;

import dev.threadstore.it.matrix.Steps.Point;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The matrix as a table in Markdown: each row a scenario, each number how many cells were run. */
final class MatrixTable {
  private static final String BEGIN = "<!-- crash matrix: written by CrashMatrixIT -->\n";
  private static final String END = "<!-- end of the crash matrix -->\n";

  private final StringBuilder rows = new StringBuilder();
  private int total;

  void add(Scenario scenario, List<Point> points) {
    int places = points.size();
    int rivals = places * scenario.rivals().size();
    int successors = places * scenario.successors().size();
    int full = scenario.worksOnAFullRedis() ? 3 * places : 0;
    total += 4 * places + 2 * rivals + successors + full;
    rows.append(
        "| %s | %s | %d | %d | %d | %d | %d | %d | %s |%n"
            .formatted(
                scenario,
                steps(points),
                places,
                places,
                places,
                rivals,
                successors,
                places + rivals,
                full == 0 ? "" : String.valueOf(full)));
  }

  /** Replaces the table in a page. */
  String putInto(String page) {
    int from = page.indexOf(BEGIN);
    int to = page.indexOf(END);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("the page has no place for the table");
    }
    return page.substring(0, from) + BEGIN + "\n" + this + "\n" + page.substring(to);
  }

  @Override
  public String toString() {
    return """
        | Operation (thread is) | Steps | stopped | answer lost | overtaken by the same | by another | by one that starts anew | answer lost and overtaken | full Redis |
        |---|---|---|---|---|---|---|---|---|
        """
        + rows
        + "\n"
        + total
        + " cells.\n";
  }

  /** By name, for some run side by side. */
  private static String steps(List<Point> points) {
    Map<String, Long> counts =
        points.stream()
            .collect(Collectors.groupingBy(Point::step, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(e -> e.getValue() == 1 ? e.getKey() : e.getValue() + " " + e.getKey())
        .collect(Collectors.joining(", "));
  }
}
