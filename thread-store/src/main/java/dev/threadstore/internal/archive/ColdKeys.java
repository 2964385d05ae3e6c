package dev.threadstore.internal.archive;

import dev.threadstore.model.NameEncoding;
import dev.threadstore.model.ThreadRef;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The keys of one thread's objects in a cold store: {@code threads/<encoded namespace>/<encoded
 * id>/snapshots/<10^18 - number, 18 digits>}, so that the newest entry lists first.
 *
 * <p>Example: entry 3 of thread {@code Ab} in namespace {@code default} is {@code
 * threads/default/%41b/snapshots/999999999999999997}.
 */
final class ColdKeys {
  private static final long TOP = 1_000_000_000_000_000_000L;
  private static final String ROOT = "threads/";

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

  /** The number of an entry, or empty if the key is not one of an entry. */
  OptionalLong number(String key) {
    if (!key.startsWith(entries())) {
      return OptionalLong.empty();
    }
    String digits = key.substring(entries().length());
    return digits.matches("[0-9]{18}")
        ? OptionalLong.of(TOP - Long.parseLong(digits))
        : OptionalLong.empty();
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
