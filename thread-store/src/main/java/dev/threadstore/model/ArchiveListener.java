package dev.threadstore.model;

/**
 * Hears what an archiver does. Called by several threads at once; soon done, for the archiver
 * waits. What it throws is logged and changes nothing.
 */
public interface ArchiveListener {

  /**
   * The archiver is done with a thread.
   *
   * @param thread the thread, and what was done
   */
  default void onThread(IdleThread thread) {}

  /**
   * A pass of an archiver that was started has ended.
   *
   * @param report what it did
   */
  default void onPass(ArchiveReport report) {}

  /**
   * A pass of an archiver that was started could not go on, mostly because Redis fails. The next
   * one begins after the usual time.
   *
   * @param failure why
   */
  default void onFailedPass(RuntimeException failure) {}
}
