package dev.threadstore.internal.archive;

/** What an error says must fit a log. */
final class Problems {
  private static final int LONGEST = 10_000;

  private Problems() {}

  static void requireReadable(Exception refusal) {
    int length = String.valueOf(refusal.getMessage()).length();
    if (length > LONGEST) {
      throw new AssertionError("the message of an error has " + length + " characters", refusal);
    }
  }
}
