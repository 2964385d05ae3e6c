package dev.threadstore.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of JSON output: an object with its keys in the order in which they are put. */
final class JsonLine {
  private final StringBuilder text = new StringBuilder("{");

  JsonLine put(String key, @Nullable String value) {
    return putJson(key, value == null ? "null" : CompactJson.quote(value));
  }

  JsonLine put(String key, long value) {
    return putJson(key, Long.toString(value));
  }

  JsonLine put(String key, boolean value) {
    return putJson(key, Boolean.toString(value));
  }

  /** Puts a value that is JSON already. */
  JsonLine putJson(String key, String json) {
    text.append(text.length() == 1 ? "" : ",").append(CompactJson.quote(key)).append(':');
    text.append(json);
    return this;
  }

  /** Puts an array of strings. */
  JsonLine putStrings(String key, List<String> values) {
    return putArray(key, values.stream().map(CompactJson::quote).toList());
  }

  /** Puts an array of values that are JSON already. */
  JsonLine putArray(String key, List<String> values) {
    return putJson(key, "[" + String.join(",", values) + "]");
  }

  @Override
  public String toString() {
    return text + "}";
  }
}
