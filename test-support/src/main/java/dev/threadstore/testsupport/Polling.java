package dev.threadstore.testsupport;

/** Waits between two looks at something that does not tell when it changes. */
final class Polling {
  private Polling() {}

  /**
   * Waits.
   *
   * @throws IllegalStateException if the thread was interrupted; its flag is set again
   */
  static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a Redis server", e);
    }
  }
}
