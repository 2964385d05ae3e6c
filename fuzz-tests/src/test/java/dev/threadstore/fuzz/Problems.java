package dev.threadstore.fuzz;

/** What an error says must fit a log. */
public final class Problems {
  private static final int LONGEST = 10_000;

  private Problems() {}

  /** Throws if the message of a refusal is too long. */
  public static void requireReadable(Exception refusal) {
    requireReadable(String.valueOf(refusal.getMessage()));
  }

  /** Throws if a problem is too long. */
  public static void requireReadable(String problem) {
    if (problem.length() > LONGEST) {
      throw new AssertionError("the problem has " + problem.length() + " characters");
    }
  }
}
