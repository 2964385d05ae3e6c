package dev.threadstore.model;

import java.time.Duration;

/**
 * Hears what a store does with its threads. It is told after the effect, by the call that had it,
 * on that call's thread, and gets what the caller gets: ids, numbers and revisions, never the
 * content of a message. An idle archiver's threads are told too.
 *
 * <p>A call tells of an effect once, however often it had to try; a call that had none (a repeated
 * one, or one that failed) does not tell. Where several calls have a part in one effect, as in a
 * deletion that another process has left half-way, each that reports it may tell. This is no log: a
 * process that dies tells nobody, nor does a call whose outcome is unknown.
 *
 * <p>Called by many threads at once; soon done, for the caller waits. What it throws is logged and
 * changes nothing.
 */
public interface ThreadListener {

  /**
   * A thread was created, empty.
   *
   * @param thread the thread
   * @param result its first revision
   */
  default void onCreated(ThreadRef thread, ChangeResult result) {}

  /**
   * A thread was created as a fork of another.
   *
   * @param thread the new thread
   * @param lineage where it was forked from
   */
  default void onForked(ThreadRef thread, Lineage lineage) {}

  /**
   * An append was answered; it may have added nothing.
   *
   * @param thread the thread
   * @param result what was added and what was found
   */
  default void onAppended(ThreadRef thread, AppendResult result) {}

  /**
   * Messages were cut off.
   *
   * @param thread the thread
   * @param result how many, at least 1
   */
  default void onTruncated(ThreadRef thread, TruncateResult result) {}

  /**
   * All messages were replaced.
   *
   * @param thread the thread
   * @param result the new revision
   */
  default void onReplaced(ThreadRef thread, ChangeResult result) {}

  /**
   * An older snapshot was restored.
   *
   * @param thread the thread
   * @param snapshot its number
   * @param result the new revision
   */
  default void onRestored(ThreadRef thread, long snapshot, ChangeResult result) {}

  /**
   * A thread was brought to Redis, whether somebody asked for that or used the archived thread.
   *
   * @param thread the thread
   * @param result {@link HydrateResult.Outcome#HYDRATED} or {@link
   *     HydrateResult.Outcome#REFRESHED}, with what was read
   * @param took how long it took, with everything that it had to wait for
   */
  default void onHydrated(ThreadRef thread, HydrateResult result, Duration took) {}

  /**
   * A thread was archived, or released from Redis, or both; whether by its owner or by an archiver.
   *
   * @param thread the thread
   * @param result {@link FlushResult.Outcome#ARCHIVED}, {@link
   *     FlushResult.Outcome#CHANGED_MEANWHILE} or, of a copy that was only released, {@link
   *     FlushResult.Outcome#ALREADY_ARCHIVED}
   * @param took how long it took
   */
  default void onFlushed(ThreadRef thread, FlushResult result, Duration took) {}

  /**
   * A thread was deleted, in both tiers.
   *
   * @param thread the thread
   * @param result its tombstone, and what is left
   */
  default void onDeleted(ThreadRef thread, DeleteResult result) {}

  /**
   * A flush or a hydrate has found that hot copy and archive have diverged. Told by each that finds
   * it, until somebody {@linkplain TieredThreadManager#resolve resolves} it.
   *
   * @param thread the thread
   * @param conflict what the caller gets
   */
  default void onConflict(ThreadRef thread, ArchiveConflictException conflict) {}
}
