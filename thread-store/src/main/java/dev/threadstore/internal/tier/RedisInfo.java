package dev.threadstore.internal.tier;

import java.util.HashMap;
import java.util.Map;

/** What a Redis says of itself, line by line. */
final class RedisInfo {
  private RedisInfo() {}

  /** The fields of an INFO text. */
  static Map<String, String> fields(String info) {
    Map<String, String> fields = new HashMap<>();
    info.lines()
        .filter(line -> line.contains(":"))
        .forEach(
            line ->
                fields.put(
                    line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1)));
    return fields;
  }
}
