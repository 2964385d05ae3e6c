package dev.threadstore.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Makes wrong inputs of right ones. The same seed makes the same ones. */
final class Mutator {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");

  /** A value of JSON, as far as a pattern can tell. */
  private static final Pattern VALUE =
      Pattern.compile("(?<=[:\\[,])(?:\"[^\"]*\"|-?[0-9]+|true|false|null)");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1",
          "2147483647",
          "2147483648",
          "999999999999999999",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "1e999999999",
          "0.5",
          "1".repeat(400),
          "9".repeat(2000),
          "00");

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "{}",
          "[]",
          "\"\"",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "\"../..\"",
          "\"a b\"",
          "NaN",
          "[".repeat(400) + "]".repeat(400),
          "[".repeat(5000),
          "{\"a\":".repeat(3000),
          "{\"a\":1,\"a\":2}");

  /** Not UTF-8, half of a surrogate pair in it, and what separates things. */
  private static final List<byte[]> BYTES =
      List.of(
          new byte[] {(byte) 0xff, (byte) 0xfe},
          new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
          new byte[] {(byte) 0xc0, (byte) 0x80},
          new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf},
          new byte[] {0},
          new byte[] {'\n'},
          new byte[] {'\r', '\n'},
          new byte[] {'"'},
          new byte[] {'\\'},
          new byte[] {'}'},
          new byte[] {' '},
          new byte[] {':'},
          new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
          new byte[] {(byte) 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff});

  private final List<byte[]> seeds;
  private final Random random;

  Mutator(List<byte[]> seeds, long seed) {
    this.seeds = seeds;
    this.random = new Random(seed);
  }

  /** A seed with one to four things wrong with it. */
  byte[] next() {
    byte[] input = seed();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      input = mutated(input);
    }
    return input;
  }

  private byte[] mutated(byte[] input) {
    return switch (random.nextInt(9)) {
      case 0 -> Arrays.copyOf(input, random.nextInt(input.length + 1));
      case 1 -> flipped(input);
      case 2 -> spliced(input, seed());
      case 3 -> replaced(input, NUMBER, NUMBERS);
      case 4 -> replaced(input, VALUE, VALUES);
      case 5 -> inserted(input, BYTES.get(random.nextInt(BYTES.size())));
      case 6 -> withLinesSwapped(input);
      case 7 -> withoutSome(input);
      default -> inserted(input, some(input));
    };
  }

  private byte[] seed() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private byte[] flipped(byte[] input) {
    byte[] flipped = input.clone();
    if (flipped.length > 0) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  /** The beginning of one and the end of the other. */
  private byte[] spliced(byte[] first, byte[] second) {
    int from = random.nextInt(second.length + 1);
    return joined(
        Arrays.copyOf(first, random.nextInt(first.length + 1)),
        Arrays.copyOfRange(second, from, second.length));
  }

  private byte[] replaced(byte[] input, Pattern what, List<String> by) {
    String text = new String(input, ISO_8859_1);
    List<MatchResult> found = what.matcher(text).results().toList();
    if (found.isEmpty()) {
      return input;
    }
    MatchResult chosen = found.get(random.nextInt(found.size()));
    String other = by.get(random.nextInt(by.size()));
    return (text.substring(0, chosen.start()) + other + text.substring(chosen.end()))
        .getBytes(ISO_8859_1);
  }

  private byte[] inserted(byte[] input, byte[] what) {
    int at = random.nextInt(input.length + 1);
    return joined(Arrays.copyOf(input, at), what, Arrays.copyOfRange(input, at, input.length));
  }

  private byte[] withoutSome(byte[] input) {
    int from = random.nextInt(input.length + 1);
    int to = from + random.nextInt(Math.min(64, input.length - from) + 1);
    return joined(Arrays.copyOf(input, from), Arrays.copyOfRange(input, to, input.length));
  }

  private byte[] some(byte[] input) {
    int from = random.nextInt(input.length + 1);
    return Arrays.copyOfRange(
        input, from, from + random.nextInt(Math.min(512, input.length - from) + 1));
  }

  private byte[] withLinesSwapped(byte[] input) {
    List<String> lines = new ArrayList<>(new String(input, ISO_8859_1).lines().toList());
    if (lines.size() < 2) {
      return input;
    }
    String moved = lines.remove(random.nextInt(lines.size()));
    lines.add(random.nextInt(lines.size() + 1), moved);
    return (String.join("\n", lines) + "\n").getBytes(ISO_8859_1);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
