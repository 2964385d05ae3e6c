package dev.threadstore.internal.base;

import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.LabelRules;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How labels stand in a hot copy: a line {@code <name> <value>} for each, by name. */
public final class Labels {
  private Labels() {}

  /**
   * Writes labels.
   *
   * @param labels values by name
   * @return the text; empty for none
   */
  public static String text(Map<String, String> labels) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(labels)
        .forEach((name, value) -> text.append(name).append(' ').append(value).append('\n'));
    return text.toString();
  }

  /**
   * Reads what {@link #text} has written.
   *
   * @param text the text
   * @return values by name, in the order of names
   * @throws InvalidInputException if it is something else
   */
  public static SortedMap<String, String> of(String text) {
    SortedMap<String, String> labels = new TreeMap<>();
    text.lines()
        .forEach(
            line -> {
              int blank = line.indexOf(' ');
              String name = line.substring(0, Math.max(0, blank));
              String value = line.substring(blank + 1);
              LabelRules.violation(name, value)
                  .ifPresent(
                      problem -> {
                        throw new InvalidInputException(problem);
                      });
              labels.put(name, value);
            });
    return Collections.unmodifiableSortedMap(labels);
  }
}
