package dev.threadstore.cli;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tells what became of each thread: a line for each one that was named, and how often which outcome
 * came where all were asked for, or for scripts. Not thread-safe.
 *
 * @param <E> the outcomes
 */
final class OutcomeReport<E extends Enum<E>> {
  private final Invocation invocation;
  private final boolean all;
  private final Map<E, Long> counts;

  /**
   * @param all whether all threads were asked for
   */
  OutcomeReport(Invocation invocation, boolean all, Class<E> outcomes) {
    this.invocation = invocation;
    this.all = all;
    counts = new EnumMap<>(outcomes);
    for (E outcome : outcomes.getEnumConstants()) {
      counts.put(outcome, 0L);
    }
  }

  /**
   * Takes the outcome for one thread.
   *
   * @param details what more there is to say, or the empty string
   */
  void add(String id, E outcome, String details) {
    counts.merge(outcome, 1L, Long::sum);
    if (!invocation.json() && !all) {
      String more = details.isEmpty() ? "" : " (" + details + ")";
      invocation.terminal().line(Printable.line(id) + ": " + words(outcome) + more);
    }
  }

  long count(E outcome) {
    return counts.getOrDefault(outcome, 0L);
  }

  /**
   * Writes the counts.
   *
   * @param failed how many threads failed
   */
  void end(int failed) {
    if (invocation.json()) {
      JsonLine line = new JsonLine();
      counts.forEach((outcome, count) -> line.put(name(outcome), count));
      invocation.terminal().line(line.put("failed", failed).toString());
    } else if (all) {
      invocation.terminal().line(text(failed));
    }
  }

  private String text(int failed) {
    String came =
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(entry -> entry.getValue() + " " + words(entry.getKey()))
            .collect(Collectors.joining(", "));
    if (failed == 0) {
      return came.isEmpty() ? "no threads" : came;
    }
    return (came.isEmpty() ? "" : came + ", ") + failed + " failed";
  }

  private static String name(Enum<?> outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private static String words(Enum<?> outcome) {
    return name(outcome).replace('_', ' ');
  }
}
