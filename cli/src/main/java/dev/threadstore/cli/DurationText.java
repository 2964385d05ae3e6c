package dev.threadstore.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as they are typed: {@code 30m}, {@code 90s}, {@code 1h30m}, {@code 2d}. */
final class DurationText {
  private static final Pattern PART = Pattern.compile("\\G(\\d{1,9})(ms|s|m|h|d)");

  private DurationText() {}

  /**
   * Reads one.
   *
   * @throws CommandFailure if the text is none
   */
  static Duration parse(String name, String text) {
    Matcher part = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (part.find()) {
      sum = sum.plus(part(Long.parseLong(part.group(1)), part.group(2)));
      end = part.end();
    }
    if (end == 0 || end < text.length()) {
      throw CommandFailure.usage(
          "not a duration: %s=`%s`".formatted(name, text), "write it as 90s, 30m, 1h30m or 2d");
    }
    return sum;
  }

  /** A duration in its largest unit: {@code 42s}, {@code 7m}, {@code 3h}, {@code 12d}. */
  static String about(Duration duration) {
    if (duration.toMinutes() == 0) {
      return duration.toSeconds() + "s";
    }
    if (duration.toHours() == 0) {
      return duration.toMinutes() + "m";
    }
    return duration.toDays() == 0 ? duration.toHours() + "h" : duration.toDays() + "d";
  }

  private static Duration part(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
