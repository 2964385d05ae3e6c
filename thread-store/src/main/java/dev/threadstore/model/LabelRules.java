package dev.threadstore.model;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the {@linkplain ThreadLabels labels} of a thread can be. */
public final class LabelRules {
  /** The most that a thread can have. */
  public static final int MOST = 32;

  private static final int MAX_VALUE_BYTES = 256;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private LabelRules() {}

  /**
   * The rule that a label breaks.
   *
   * @param name its name
   * @param value its value
   * @return the rule, or empty for a good label
   */
  public static Optional<String> violation(String name, String value) {
    if (!NAME.matcher(name).matches()) {
      return Optional.of("name of a label is not 1 to 63 of a-z 0-9 . _ -");
    }
    if (value.isEmpty() || value.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("label is empty or has control characters: name=`" + name + "`");
    }
    int length = value.getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_VALUE_BYTES) {
      return Optional.of(
          "label is too long: name=`%s` bytes=`%d` limit=`%d`"
              .formatted(name, length, MAX_VALUE_BYTES));
    }
    return StandardCharsets.UTF_8.newEncoder().canEncode(value)
        ? Optional.empty()
        : Optional.of("label is not valid Unicode: name=`" + name + "`");
  }

  /**
   * The rule that labels break.
   *
   * @param labels values by name
   * @return the rule, or empty for good ones
   */
  public static Optional<String> violation(Map<String, String> labels) {
    if (labels.size() > MOST) {
      return Optional.of(
          "there are too many labels: count=`%d` limit=`%d`".formatted(labels.size(), MOST));
    }
    return labels.entrySet().stream()
        .flatMap(label -> violation(label.getKey(), label.getValue()).stream())
        .findFirst();
  }
}
