package dev.threadstore.model;

import java.time.Duration;

/**
 * One thread in two tiers: what {@link ThreadManager} does, and moving the thread between Redis and
 * the cold store. Every move is safe to repeat, to run twice at once, and to run beside any other
 * operation from any process.
 *
 * <p>*
 *
 * <p>Without a cold store {@code hydrate}, {@code flush} and {@code flushIfIdle} do nothing and say
 * so; {@code resolve}, {@code purge}, {@code keepHot} and the methods of {@code snapshots()} throw
 * {@link UnsupportedOperationException}.
 *
 * @param <M> the application's type of a message
 */
public interface TieredThreadManager<M> extends ThreadManager<M> {

  /**
   * Brings the thread to Redis if it is not there: {@link #hydrate(Freshness)} with {@link
   * Freshness#TRUST_HOT}.
   *
   * @return what was done
   */
  default HydrateResult hydrate() {
    return hydrate(Freshness.TRUST_HOT);
  }

  /**
   * Brings the thread to Redis if it is not there. It becomes visible whole, in one step.
   *
   * @param freshness whether a copy that is hot already is compared with the archive
   * @return what was done
   * @throws ThreadNotFoundException if it is neither hot nor archived
   * @throws UnreadableSnapshotException if the newest snapshot is damaged; {@code restore} an older
   *     one
   * @throws ArchiveConflictException if the check finds that the hot copy has unarchived changes
   *     and the archive has moved on
   */
  HydrateResult hydrate(Freshness freshness);

  /**
   * Archives the thread's current version and releases it from Redis.
   *
   * @return what was done
   */
  default FlushResult flush() {
    return flush(AfterFlush.RELEASE);
  }

  /**
   * Archives the thread's current version as a new snapshot, if it is not archived yet.
   *
   * @param after whether the hot copy goes or stays, once archived; it stays in any case if it has
   *     changed meanwhile, and the result says so
   * @return what was done
   * @throws ArchiveConflictException if the archive has moved on without this hot copy; nothing was
   *     changed
   * @throws ThreadDeletedException if the thread was deleted, and Redis went back behind that
   * @throws LimitExceededException if the thread is over 1 GiB, the most that a snapshot holds
   * @throws UnreadableSnapshotException if a damaged object stands where the snapshot would be
   *     written; {@code resolve(keepHot())} goes past it
   * @throws StoreUnavailableException if a tier failed; the hot copy is still there
   */
  FlushResult flush(AfterFlush after);

  /**
   * Flushes and releases the thread only if nobody has used it for some time: changed it, or, if
   * its current version is archived, read it. (Reads of other versions leave no trace in Redis.)
   *
   * @param idle how long, by Redis' clock
   * @return what was done
   * @throws InvalidInputException if that is negative
   * @throws ArchiveConflictException as {@link #flush(AfterFlush)}
   * @throws StoreUnavailableException as {@link #flush(AfterFlush)}
   */
  FlushResult flushIfIdle(Duration idle);

  /**
   * Lets every {@link dev.threadstore.IdleArchiver} leave the thread alone for some time, also when
   * Redis fills up: it counts as used at the end of that time. Neither hydrates the thread, nor
   * keeps others from flushing it, nor prolongs the TTL of an archived copy. The last call counts.
   *
   * @param duration how long from now on, at most 365 days; zero: no longer than others
   * @return whether that holds from now on; false if a worker has the thread in hand at this moment
   *     and may archive it once more
   * @throws InvalidInputException if the duration is negative or too long
   * @throws StoreUnavailableException if Redis fails
   */
  boolean keepHot(Duration duration);

  /**
   * The thread's archived snapshots.
   *
   * @return a view of this thread
   */
  ThreadSnapshots snapshots();

  /**
   * Leads out of a conflict between the hot copy and the archive.
   *
   * @param resolution which of them stays
   * @param expected the hot copy's revision, as the {@link ArchiveConflictException} gave it; or
   *     {@link Revision#ANY} (also for a damaged hot copy)
   * @return the revision that the thread is at afterwards
   * @throws RevisionConflictException if the hot copy has changed since
   * @throws ThreadNotHotException if there is no hot copy
   * @throws ThreadExistsException if {@link Resolution#forkHotTo} finds another thread at its
   *     target
   * @throws InvalidInputException if the archive has nothing that could be kept
   * @throws ThreadDeletedException if {@link Resolution#keepCold()} keeps a deletion; the hot copy
   *     was dropped
   * @throws StoreUnavailableException if a tier failed; {@link Resolution#keepCold()} may have
   *     dropped the hot copy already, and then the thread is what the archive has
   */
  Revision resolve(Resolution resolution, Revision expected);

  @Override
  default TieredThreadManager<M> fork(ThreadRef target) {
    return fork(target, ForkPoint.end(), ForkState.CURRENT);
  }

  @Override
  TieredThreadManager<M> fork(ThreadRef target, ForkPoint point, ForkState state);

  /**
   * Deletes the thread and every trace of it in the cold store, at once: also snapshots younger
   * than 24 hours and the tombstone. What it gives up: a process that was stopped in the middle of
   * a create, flush, fork, delete or purge of this thread and goes on later, or a Redis that has an
   * old copy (a second one, or one that went back), can bring the thread back, or take snapshots of
   * one that was created afresh under the same id, whose numbers begin again at 1.
   *
   * @return what was removed
   */
  DeleteResult purge();
}
