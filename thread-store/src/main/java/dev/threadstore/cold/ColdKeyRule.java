package dev.threadstore.cold;

/**
 * Which keys are legal: the rule of {@link ColdStore}. It is what makes a path built from a key
 * safe: a legal segment is neither empty nor {@code .} nor {@code ..}, has no separator, and fits a
 * file name.
 */
public final class ColdKeyRule {
  private static final int MAX_KEY_LENGTH = 1024;
  private static final int MAX_SEGMENT_LENGTH = 255;

  private ColdKeyRule() {}

  /**
   * Refuses a key that is not legal.
   *
   * @param key a key
   * @return the key
   * @throws IllegalArgumentException names the key and what is wrong with it
   */
  public static String requireLegal(String key) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("key is empty");
    }
    if (key.length() > MAX_KEY_LENGTH) {
      throw new IllegalArgumentException(
          "key is too long: length=`" + key.length() + "` limit=`" + MAX_KEY_LENGTH + "`");
    }
    for (String segment : key.split("/", -1)) {
      if (!isLegalSegment(segment)) {
        throw new IllegalArgumentException(
            "key has an illegal segment: key=`" + key + "` segment=`" + segment + "`");
      }
    }
    return key;
  }

  /**
   * Whether a legal key can have this between two slashes.
   *
   * @param segment a part of a key
   * @return true if it can
   */
  public static boolean isLegalSegment(String segment) {
    return !segment.isEmpty()
        && segment.length() <= MAX_SEGMENT_LENGTH
        && !segment.equals(".")
        && !segment.equals("..")
        && segment.chars().allMatch(ColdKeyRule::isLegal);
  }

  private static boolean isLegal(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-'
        || c == '%';
  }
}
