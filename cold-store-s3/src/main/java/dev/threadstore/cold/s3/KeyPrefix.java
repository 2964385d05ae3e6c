package dev.threadstore.cold.s3;

import dev.threadstore.cold.ColdKeyRule;

/**
 * What stands before each of the store's keys in the bucket: nothing, or a legal key and a slash.
 *
 * <p>With the prefix {@code acme/prod}, the object {@code threads/a} is {@code
 * acme/prod/threads/a}.
 */
record KeyPrefix(String text) {
  /** Leaves room for every key of the library below S3's 1024 bytes. */
  private static final int MAX_LENGTH = 400;

  static final KeyPrefix NONE = new KeyPrefix("");

  static KeyPrefix of(String prefix) {
    if (prefix.isEmpty()) {
      return NONE;
    }
    if (prefix.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "prefix is too long: length=`%d` limit=`%d`".formatted(prefix.length(), MAX_LENGTH));
    }
    return new KeyPrefix(ColdKeyRule.requireLegal(prefix) + "/");
  }

  String objectOf(String key) {
    return text + ColdKeyRule.requireLegal(key);
  }

  /** The key of an object below this prefix; it is a legal one only if we wrote the object. */
  String keyOf(String object) {
    return object.substring(text.length());
  }

  /** Whether a legal key is or starts with this. */
  static boolean canStartKey(String text) {
    return isLegal(text) || isLegal(text + "a");
  }

  static boolean isLegal(String key) {
    try {
      ColdKeyRule.requireLegal(key);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
