package dev.threadstore.model;

import java.time.Duration;

/**
 * The threads of one namespace. Thread-safe; holds nothing that can go stale.
 *
 * @param <M> the application's type of a message
 */
public interface ThreadNamespace<M> {

  /** The cursor from which a scan starts. */
  String START = "";

  /**
   * Which namespace this is.
   *
   * @return its name
   */
  String name();

  /**
   * One of its threads.
   *
   * @param id the thread's id
   * @return a handle, whether the thread exists or not
   * @throws InvalidInputException if there can be no thread with this id
   */
  TieredThreadManager<M> thread(String id);

  /**
   * Lists threads: first the hot ones, in no order, then the archived ones by their encoded ids. A
   * thread that is there from the first page to the last is listed at least once; one that is both
   * hot and archived is listed twice. Deleted threads are not listed.
   *
   * @param cursor {@link #START}, or where the page before ended
   * @param limit about how many, at least 1
   * @return a page; it can be empty without being the last
   * @throws InvalidInputException if the cursor is not one of ours
   * @throws StoreUnavailableException if a tier fails
   */
  ThreadPage list(String cursor, int limit);

  /**
   * Finds threads in either tier by what is known of them without reading their messages: as {@link
   * #list}, in the same order. Does not count as use of a thread. Of an archived thread it reads
   * the first 32 KiB of its newest snapshot, and no checksum vouches for those; of a hot one, its
   * head.
   *
   * <p>There is no index: each page looks at so many threads, whether they match or not. Hot
   * threads cost a round trip to Redis each, archived ones a request to the cold store, several at
   * once.
   *
   * @param query which threads
   * @param cursor {@link #START}, or where the page before ended
   * @param limit about how many threads to look at, at least 1
   * @return a page; it can be empty without being the last
   * @throws InvalidInputException if the cursor is not one of ours
   * @throws StoreUnavailableException if a tier fails
   */
  ThreadMatches find(ThreadQuery query, String cursor, int limit);

  /**
   * Lists everything that the cold store holds: the threads of which there is any object, by their
   * encoded ids, also deleted ones and what failed attempts have left. For collection and
   * verification, which find nothing to do for any other thread.
   *
   * @param cursor {@link #START}, or where the page before ended
   * @param limit about how many, at least 1
   * @return a page, in which all threads are said to be found {@linkplain Tier#ARCHIVED there}
   * @throws UnsupportedOperationException without a cold store
   * @throws InvalidInputException if the cursor is not one of ours
   * @throws StoreUnavailableException if the cold store fails
   */
  ThreadPage stored(String cursor, int limit);

  /**
   * Looks at the hot threads without using them: no TTL is renewed, so looking keeps nothing in
   * Redis. A thread that is hot from the first page to the last is found at least once.
   *
   * @param cursor {@link #START}, or where the page before ended
   * @param limit about how many, at least 1
   * @return a page; it can be empty without being the last
   * @throws InvalidInputException if the cursor is not one of ours
   * @throws StoreUnavailableException if Redis fails
   */
  HotPage hot(String cursor, int limit);

  /**
   * Adds up what the cold store holds of each thread, by their encoded ids. Lists only, and reads
   * nothing, so it does not know which threads are deleted and have but a tombstone.
   *
   * @param cursor {@link #START}, or where the page before ended
   * @param limit how many, at least 1
   * @return a page
   * @throws UnsupportedOperationException without a cold store
   * @throws InvalidInputException if the cursor is not one of ours
   * @throws StoreUnavailableException if the cold store fails
   */
  ArchivedPage archived(String cursor, int limit);

  /**
   * Looks through hot threads and flushes those that nobody has changed for some time; also
   * finishes deletions and forks that their process abandoned. Failures of single threads do not
   * stop it.
   *
   * @param olderThan how long a thread must have been left alone, as {@link
   *     TieredThreadManager#flushIfIdle} counts it
   * @param cursor {@link #START}, or where the run before ended
   * @param limit about how many threads to look at, at least 1
   * @return what was done, and where to go on
   * @throws InvalidInputException if the time is negative, or the cursor not one of ours
   * @throws StoreUnavailableException if Redis cannot be scanned
   */
  IdleFlushReport flushIdle(Duration olderThan, String cursor, int limit);
}
