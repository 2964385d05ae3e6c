package dev.threadstore.testsupport;

/** Which keys are legal: the rule of {@link dev.threadstore.cold.ColdStore}. */
final class KeyRule {
  private static final int MAX_KEY_LENGTH = 1024;
  private static final int MAX_SEGMENT_LENGTH = 255;

  private KeyRule() {}

  /**
   * Refuses a key that is not legal.
   *
   * @return the key
   * @throws IllegalArgumentException names the key and what is wrong with it
   */
  static String requireLegal(String key) {
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

  private static boolean isLegalSegment(String segment) {
    return !segment.isEmpty()
        && segment.length() <= MAX_SEGMENT_LENGTH
        && !segment.equals(".")
        && !segment.equals("..")
        && segment.chars().allMatch(KeyRule::isLegal);
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
