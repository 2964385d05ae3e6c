package dev.threadstore.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines of cells, printed in columns. Cells are made {@link Printable}. */
final class Table {
  private static final String GAP = "  ";

  private final List<String[]> rows = new ArrayList<>();

  Table(String... headings) {
    rows.add(headings);
  }

  void row(String... cells) {
    rows.add(Arrays.stream(cells).map(Printable::line).toArray(String[]::new));
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  void print(Terminal terminal) {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], width(row[i]));
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        line.append(i == 0 ? "" : GAP).append(row[i]);
        line.append(" ".repeat(widths[i] - width(row[i])));
      }
      terminal.line(line.toString().stripTrailing());
    }
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
