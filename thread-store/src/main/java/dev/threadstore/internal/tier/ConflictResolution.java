package dev.threadstore.internal.tier;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.Head;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Lineage;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadNotHotException;
import dev.threadstore.model.ThreadRef;
import java.time.Duration;
import java.util.Optional;

/** The ways out of a conflict between the hot copy and the archive. */
final class ConflictResolution {
  private final Tiers tiers;
  private final Flush flush;
  private final Hydration hydration;
  private final Fork fork;
  private final AbandonedWork abandoned;

  ConflictResolution(
      Tiers tiers, Flush flush, Hydration hydration, Fork fork, AbandonedWork abandoned) {
    this.tiers = tiers;
    this.flush = flush;
    this.hydration = hydration;
    this.fork = fork;
    this.abandoned = abandoned;
  }

  Revision resolve(ThreadRef ref, Resolution resolution, Revision expected, Deadline deadline) {
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      try {
        ThreadRef target = resolution.target();
        if (target != null) {
          return forkHotTo(ref, target, expected, deadline);
        }
        if (!resolution.equals(Resolution.keepHot())) {
          return keepCold(ref, expected, deadline);
        }
        Optional<Revision> kept = keepHot(ref, expected, deadline);
        if (kept.isPresent()) {
          return kept.get();
        }
      } catch (NotLiveException.Absent e) {
        throw new ThreadNotHotException(ref);
      } catch (NotLiveException.Busy e) {
        abandoned.finish(ref, e.phase(), deadline);
      }
    }
    throw tiers.keptChanging(ref, "resolve");
  }

  /** Empty: a flush has ended meanwhile, so there may be no conflict any more. */
  private Optional<Revision> keepHot(ThreadRef ref, Revision expected, Deadline deadline) {
    Head head = head(ref, expected, deadline);
    NewestEntry newest = NewestEntry.findEvenDamaged(tiers.log(ref), deadline);
    if (!tiers.transfer(ref).rebase(head, newest.number(), newest.stamp(), deadline)) {
      return Optional.empty();
    }
    flush.flush(ref, AfterFlush.KEEP, Duration.ZERO, deadline);
    return Optional.of(head.revision());
  }

  private Revision keepCold(ThreadRef ref, Revision expected, Deadline deadline) {
    requireSomethingToKeep(ref, deadline);
    return dropAndHydrate(ref, expected, deadline);
  }

  private Revision dropAndHydrate(ThreadRef ref, Revision expected, Deadline deadline) {
    try {
      Revision dropped = head(ref, expected, deadline).revision();
      tiers.transfer(ref).drop(dropped, deadline);
    } catch (DamagedHotCopyException e) {
      if (!expected.isAny()) {
        throw e;
      }
      tiers.transfer(ref).dropDamaged(deadline);
    } catch (NotLiveException.Absent e) {
      // Gone already, perhaps by an earlier call of this kind whose answer was lost.
    }
    return hydration.arrive(ref, deadline);
  }

  private Revision forkHotTo(
      ThreadRef ref, ThreadRef target, Revision expected, Deadline deadline) {
    requireSomethingToKeep(ref, deadline);
    Revision wanted = head(ref, expected, deadline).revision();
    try {
      fork.forkHotAt(ref, wanted, target, deadline);
    } catch (ThreadExistsException e) {
      if (!isForkOf(ref, wanted, target, deadline)) {
        throw e;
      }
      // An earlier call of this kind got so far.
    }
    return dropAndHydrate(ref, wanted, deadline);
  }

  private boolean isForkOf(
      ThreadRef source, Revision revision, ThreadRef target, Deadline deadline) {
    Lineage lineage;
    try {
      lineage = tiers.hot(target).head(deadline).lineage();
    } catch (NotLiveException.Absent e) {
      lineage =
          NewestEntry.find(tiers.log(target), deadline)
              .snapshot()
              .map(snapshot -> snapshot.image().lineage())
              .orElse(null);
    }
    return lineage != null
        && lineage.source().equals(source)
        && lineage.revision().equals(revision);
  }

  /**
   * Nothing is dropped before the archive has shown a readable entry; nor if that is the tombstone
   * of an earlier life, on which the copy builds and with which it has no conflict.
   */
  private void requireSomethingToKeep(ThreadRef ref, Deadline deadline) {
    NewestEntry newest = NewestEntry.find(tiers.log(ref), deadline);
    if (newest.stored().isEmpty()
        || (newest.tombstone().isPresent() && buildsOn(ref, newest.number(), deadline))) {
      throw new InvalidInputException("the archive has nothing to keep: thread=`" + ref + "`");
    }
  }

  private boolean buildsOn(ThreadRef ref, long number, Deadline deadline) {
    try {
      return tiers.hot(ref).head(deadline).base() == number;
    } catch (NotLiveException.Absent | DamagedHotCopyException e) {
      return false;
    }
  }

  private Head head(ThreadRef ref, Revision expected, Deadline deadline) {
    Head head = tiers.hot(ref).head(deadline);
    if (!expected.isAny() && !expected.equals(head.revision())) {
      throw new RevisionConflictException(ref, expected, head.revision());
    }
    return head;
  }
}
