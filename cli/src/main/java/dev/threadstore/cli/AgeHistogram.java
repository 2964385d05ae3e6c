package dev.threadstore.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** How many threads are how old, in steps that grow. Not thread-safe. */
final class AgeHistogram {
  private static final int WIDTH = 40;
  private static final List<String> BOUNDS = List.of("1m", "10m", "1h", "1d", "7d", "30d");

  private final long[] counts = new long[BOUNDS.size() + 1];

  void add(Duration age) {
    int step = 0;
    while (step < BOUNDS.size() && age.compareTo(bound(step)) >= 0) {
      step++;
    }
    counts[step]++;
  }

  private static Duration bound(int step) {
    return DurationText.parse("bound", BOUNDS.get(step));
  }

  /**
   * A line with a bar for each step, each after a line break; the longest has all the room.
   *
   * @param caption what the ages are, for what stands before the first line break
   */
  String text(String caption) {
    long most = Arrays.stream(counts).max().orElse(0);
    String format = "\n  %-5s  %" + Long.toString(most).length() + "d  %s";
    StringBuilder text = new StringBuilder(most == 0 ? "" : caption);
    for (int step = 0; most > 0 && step < counts.length; step++) {
      // Rounded up: a single thread among many still shows.
      int length = (int) Math.ceil((double) counts[step] * WIDTH / most);
      String line = format.formatted(label(step), counts[step], "#".repeat(length));
      text.append(line.stripTrailing());
    }
    return text.toString();
  }

  private static String label(int step) {
    return step < BOUNDS.size() ? "< " + BOUNDS.get(step) : "older";
  }

  String json() {
    JsonLine line = new JsonLine();
    for (int step = 0; step < counts.length; step++) {
      line.put(label(step), counts[step]);
    }
    return line.toString();
  }
}
