package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.EntryLog;
import dev.threadstore.internal.archive.MessageReader;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.ThreadImage;
import dev.threadstore.internal.hot.Head;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadNotHotException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.UnreadableSnapshotException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The ways out of a conflict between the hot copy and the archive. */
final class ConflictResolution {
  /** No entry has this number. */
  private static final long NOTHING_HOT = -1;

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
        Optional<Revision> kept =
            resolution.equals(Resolution.keepHot())
                ? keepHot(ref, expected, deadline)
                : keepCold(ref, expected, deadline);
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

  /** Empty: what is hot has changed since it was looked at. */
  private Optional<Revision> keepCold(ThreadRef ref, Revision expected, Deadline deadline) {
    try {
      Head head = head(ref, expected, deadline);
      // Looked at after the copy, which is dropped only as it was: not what was created since.
      requireSomethingToKeep(ref, head.base(), deadline);
      tiers.transfer(ref).drop(head.revision(), deadline);
    } catch (DamagedHotCopyException e) {
      if (!expected.isAny()) {
        throw e;
      }
      requireSnapshotToKeep(ref, deadline);
      tiers.transfer(ref).dropDamaged(deadline);
    } catch (NotLiveException.Absent e) {
      // Gone already, perhaps by an earlier call of this kind whose answer was lost.
      requireSomethingToKeep(ref, NOTHING_HOT, deadline);
    } catch (RevisionConflictException e) {
      if (!expected.isAny()) {
        throw e;
      }
      return Optional.empty();
    }
    return Optional.of(hydration.arrive(ref, deadline));
  }

  private Revision forkHotTo(
      ThreadRef ref, ThreadRef target, Revision expected, Deadline deadline) {
    Head wanted = head(ref, expected, deadline);
    requireSomethingToKeep(ref, wanted.base(), deadline);
    try {
      fork.forkHotAt(ref, wanted.revision(), target, deadline);
    } catch (ThreadExistsException e) {
      if (!holdsAllOf(ref, wanted.revision(), target, deadline)) {
        throw e;
      }
      // An earlier call of this kind got so far.
    }
    try {
      tiers.transfer(ref).drop(head(ref, wanted.revision(), deadline).revision(), deadline);
    } catch (NotLiveException.Absent e) {
      // Gone already.
    }
    return hydration.arrive(ref, deadline);
  }

  /**
   * Whether a thread is the fork of another's revision, and still begins with all of its messages
   * and has its state. The lineage alone would not do: of a fork of the beginning, without the
   * state, or cut since it is the same.
   */
  private boolean holdsAllOf(
      ThreadRef source, Revision revision, ThreadRef target, Deadline deadline) {
    Whole found = whole(target, deadline).orElse(null);
    if (found == null
        || found.image().lineage() == null
        || !found.image().lineage().source().equals(source)
        || !found.image().lineage().revision().equals(revision)) {
      return false;
    }
    Optional<Whole> wanted;
    try {
      wanted = hot(source, deadline);
    } catch (NotLiveException.Absent e) {
      wanted = Optional.empty();
    }
    if (wanted.isEmpty() || !wanted.get().image().revision().equals(revision)) {
      // Somebody else has gone on: the drop will not find it.
      return true;
    }
    return Arrays.equals(found.image().state(), wanted.get().image().state())
        && beginsWith(found.messages(), wanted.get().messages());
  }

  /**
   * A thread with its messages.
   *
   * @param image all but the messages
   * @param messages the messages
   */
  private record Whole(ThreadImage image, List<MessageRecord> messages) {}

  private Optional<Whole> whole(ThreadRef ref, Deadline deadline) {
    try {
      return hot(ref, deadline);
    } catch (NotLiveException.Absent e) {
      return archived(ref, deadline);
    }
  }

  private Optional<Whole> archived(ThreadRef ref, Deadline deadline) {
    EntryLog log = tiers.log(ref);
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      NewestEntry newest = NewestEntry.find(log, deadline);
      if (newest.snapshot().isEmpty()) {
        return Optional.empty();
      }
      Snapshot snapshot = newest.snapshot().get();
      try (MessageReader messages = log.messages(snapshot, deadline)) {
        return Optional.of(new Whole(snapshot.image(), messages.all()));
      } catch (UnreadableSnapshotException e) {
        if (log.newest(deadline) == newest.number()) {
          throw e;
        }
        // No longer the newest, so its segments may have been collected.
      }
    }
    throw tiers.keptChanging(ref, "resolve");
  }

  /** A hot thread; empty if some messages were cut while it was read. */
  private Optional<Whole> hot(ThreadRef ref, Deadline deadline) {
    Head head = tiers.hot(ref).headWithState(deadline);
    return tiers
        .hot(ref)
        .messagesOf(head, head.length(), deadline)
        .map(messages -> new Whole(head.image(), messages));
  }

  private static boolean beginsWith(List<MessageRecord> all, List<MessageRecord> first) {
    if (all.size() < first.size()) {
      return false;
    }
    for (int i = 0; i < first.size(); i++) {
      if (!all.get(i).id().equals(first.get(i).id())
          || !Arrays.equals(all.get(i).payload(), first.get(i).payload())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Nothing is dropped before the archive has shown a readable entry; nor if that is the tombstone
   * of an earlier life, on which the copy builds and with which it has no conflict.
   *
   * @param base what the copy builds on
   */
  private void requireSomethingToKeep(ThreadRef ref, long base, Deadline deadline) {
    NewestEntry newest = NewestEntry.find(tiers.log(ref), deadline);
    if (newest.stored().isEmpty() || (newest.tombstone().isPresent() && newest.number() == base)) {
      throw nothingToKeep(ref);
    }
  }

  /** Of a damaged copy nobody knows what it builds on, so a tombstone is not kept. */
  private void requireSnapshotToKeep(ThreadRef ref, Deadline deadline) {
    if (NewestEntry.find(tiers.log(ref), deadline).snapshot().isEmpty()) {
      throw nothingToKeep(ref);
    }
  }

  private static InvalidInputException nothingToKeep(ThreadRef ref) {
    return new InvalidInputException("the archive has nothing to keep: thread=`" + ref + "`");
  }

  private Head head(ThreadRef ref, Revision expected, Deadline deadline) {
    Head head = tiers.hot(ref).head(deadline);
    if (!expected.isAny() && !expected.equals(head.revision())) {
      throw new RevisionConflictException(ref, expected, head.revision());
    }
    return head;
  }
}
