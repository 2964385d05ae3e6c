package dev.threadstore.it.upgrade;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * All keys of threads in a Redis as lines that people can read and every version of Redis can be
 * given: the commands that make them, each argument in quotes, bytes beyond ASCII as {@code \x1f}.
 * What expires has as long to live as when it was written down. Without the activity index, which
 * is made anew where it is missing.
 */
final class RedisText {
  private RedisText() {}

  static List<String> write(RedisCommands<byte[], byte[]> redis) {
    List<String> lines = new ArrayList<>();
    redis.keys("*").stream()
        .filter(key -> !isOfTheIndex(new String(key, ISO_8859_1)))
        .sorted(Comparator.comparing(key -> new String(key, ISO_8859_1)))
        .forEach(key -> write(redis, key, lines));
    return lines;
  }

  private static boolean isOfTheIndex(String key) {
    return key.contains("::") || key.startsWith("ts:{}");
  }

  private static void write(RedisCommands<byte[], byte[]> redis, byte[] key, List<String> lines) {
    switch (redis.type(key)) {
      case "hash" ->
          redis.hgetall(key).entrySet().stream()
              .sorted(Comparator.comparing(field -> new String(field.getKey(), ISO_8859_1)))
              .forEach(field -> lines.add(line("HSET", key, field.getKey(), field.getValue())));
      case "list" ->
          redis.lrange(key, 0, -1).forEach(value -> lines.add(line("RPUSH", key, value)));
      case "string" -> lines.add(line("SET", key, redis.get(key)));
      default -> throw new IllegalStateException("a type of key that the library does not use");
    }
    long ttl = redis.pttl(key);
    if (ttl >= 0) {
      lines.add(line("PEXPIRE", key, Long.toString(ttl).getBytes(ISO_8859_1)));
    }
  }

  static void read(List<String> lines, RedisCommands<byte[], byte[]> redis) {
    for (String line : lines) {
      List<byte[]> words = words(line);
      byte[] key = words.get(0);
      byte[] value = words.get(words.size() - 1);
      switch (line.substring(0, line.indexOf(' '))) {
        case "HSET" -> redis.hset(key, Map.of(words.get(1), value));
        case "RPUSH" -> redis.rpush(key, value);
        case "SET" -> redis.set(key, value);
        case "PEXPIRE" -> redis.pexpire(key, Long.parseLong(new String(value, ISO_8859_1)));
        default -> throw new IllegalArgumentException("unknown command: " + line);
      }
    }
  }

  private static String line(String command, byte[]... words) {
    StringBuilder line = new StringBuilder(command);
    for (byte[] word : words) {
      line.append(" \"");
      for (byte each : word) {
        char c = (char) (each & 0xff);
        if (c == '"' || c == '\\') {
          line.append('\\').append(c);
        } else if (c >= ' ' && c <= '~') {
          line.append(c);
        } else {
          line.append("\\x%02x".formatted((int) c));
        }
      }
      line.append('"');
    }
    return line.toString();
  }

  /** What stands in quotes. */
  private static List<byte[]> words(String line) {
    List<byte[]> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && line.charAt(i + 1) == 'x') {
        word.append((char) Integer.parseInt(line.substring(i + 2, i + 4), 16));
        i += 3;
      } else if (c == '\\') {
        word.append(line.charAt(++i));
      } else if (c == '"') {
        if (quoted) {
          words.add(word.toString().getBytes(ISO_8859_1));
        }
        word.setLength(0);
        quoted = !quoted;
      } else {
        word.append(c);
      }
    }
    return words;
  }
}
