package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdKeyRule;
import dev.threadstore.model.NameEncoding;
import dev.threadstore.model.ThreadRef;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of one thread's objects in a cold store, below {@code threads/<encoded
 * namespace>/<encoded id>/}:
 *
 * <ul>
 *   <li>{@code snapshots/<10^18 - number, 18 digits>} – entries; so the newest lists first
 *   <li>{@code segments/<number>-<first>-<last>-<random>} – messages first to last; entry {@code
 *       number} is the first that can refer to them
 *   <li>{@code pins/<token>} – a fork refers to segments of this thread
 * </ul>
 *
 * <p>Example: entry 3 of thread {@code Ab} in namespace {@code default} is {@code
 * threads/default/%41b/snapshots/999999999999999997}.
 */
final class ColdKeys {
  private static final long TOP = 1_000_000_000_000_000_000L;
  private static final String ROOT = "threads/";

  private static final Pattern SEGMENT =
      Pattern.compile("([1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})-[0-9a-f]+");

  private final String stem;

  ColdKeys(ThreadRef ref) {
    stem = namespace(ref.namespace()) + ref.encodedId() + "/";
  }

  /** What all objects of the thread begin with. */
  String all() {
    return stem;
  }

  /** What all entries of the thread begin with. */
  String entries() {
    return stem + "snapshots/";
  }

  String entry(long number) {
    if (number < 1 || number >= TOP) {
      throw new IllegalArgumentException("no entry has this number: number=`" + number + "`");
    }
    return entries() + String.format(Locale.ROOT, "%018d", TOP - number);
  }

  /** What all segments of the thread begin with. */
  String segments() {
    return stem + "segments/";
  }

  /** The key of a segment that entry {@code number} is the first to refer to. */
  String segment(long number, long first, long last, String random) {
    return segments() + number + "-" + first + "-" + last + "-" + random;
  }

  /**
   * What the name of a segment says.
   *
   * @param number of the entry that can be the first to refer to it
   * @param first position of its first message
   * @param last position of its last message
   */
  record SegmentName(long number, long first, long last) {}

  /** What the name of a segment says; empty if the key is not one of a segment. */
  Optional<SegmentName> segmentName(String key) {
    if (!key.startsWith(segments())) {
      return Optional.empty();
    }
    Matcher name = SEGMENT.matcher(key.substring(segments().length()));
    return name.matches()
        ? Optional.of(new SegmentName(part(name, 1), part(name, 2), part(name, 3)))
        : Optional.empty();
  }

  private static long part(Matcher name, int group) {
    return Long.parseLong(name.group(group));
  }

  /** What all pins on the thread begin with. */
  String pins() {
    return stem + "pins/";
  }

  String pin(String token) {
    return pins() + token;
  }

  /** The number of an entry, or empty if the key is not one of an entry. */
  OptionalLong number(String key) {
    if (!key.startsWith(entries())) {
      return OptionalLong.empty();
    }
    String digits = key.substring(entries().length());
    long below = digits.matches("[0-9]{18}") ? Long.parseLong(digits) : 0;
    return below > 0 ? OptionalLong.of(TOP - below) : OptionalLong.empty();
  }

  /** Whether this can be the key of an object of any thread. */
  static boolean isLegal(String key) {
    try {
      return ColdKeyRule.requireLegal(key).startsWith(ROOT);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** What all objects of a namespace begin with. */
  static String namespace(String namespace) {
    return ROOT + NameEncoding.encode("namespace", namespace) + "/";
  }

  /** A key after all objects of the thread, and before those of the next. */
  String past() {
    return stem.substring(0, stem.length() - 1) + (char) ('/' + 1);
  }
}
