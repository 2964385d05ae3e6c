package dev.threadstore.micrometer;

import java.util.Locale;

/** Values of tags. */
final class Labels {
  private Labels() {}

  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
