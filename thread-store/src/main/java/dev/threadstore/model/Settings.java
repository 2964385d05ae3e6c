package dev.threadstore.model;

/** Checks settings where they are set. */
final class Settings {
  private Settings() {}

  /**
   * A value that is within its bounds.
   *
   * @throws InvalidInputException if it is not
   */
  static <T extends Comparable<T>> T between(String name, T value, T least, T most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new InvalidInputException(
          "%s=`%s` is not between `%s` and `%s`".formatted(name, value, least, most));
    }
    return value;
  }
}
