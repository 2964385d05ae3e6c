package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.EntryLog.Added;
import dev.threadstore.internal.archive.Glance;
import dev.threadstore.internal.archive.MessageReader;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Loan;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.base.Stamps;
import dev.threadstore.internal.base.ThreadImage;
import dev.threadstore.internal.hot.Chunk;
import dev.threadstore.internal.hot.Head;
import dev.threadstore.internal.hot.HotPhases;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.internal.hot.HotTransfer.Entry;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.internal.hot.Phase;
import dev.threadstore.internal.hot.Selection;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Lineage;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new thread from the beginning of another: of a hot one in Redis, of an archived one in
 * the archive, without bringing either to Redis.
 */
final class Fork {
  private final Tiers tiers;
  private final Creation creation;
  private final AbandonedWork abandoned;
  private final Borrowing borrowing;

  Fork(Tiers tiers, Creation creation, AbandonedWork abandoned) {
    this.tiers = tiers;
    this.creation = creation;
    this.abandoned = abandoned;
    this.borrowing = new Borrowing(tiers);
  }

  /** Forks a thread, wherever it is. */
  void fork(
      ThreadRef source, ThreadRef target, ForkPoint point, ForkState state, Deadline deadline) {
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      boolean done = false;
      try {
        Head head = tiers.hot(source).headWithState(deadline);
        done = forkHot(head, source, target, point, state, deadline);
      } catch (NotLiveException.Absent e) {
        if (tiers.archive().isEmpty()) {
          throw new ThreadNotFoundException(source);
        }
        done = forkArchived(source, target, point, state, deadline);
      } catch (NotLiveException.Busy e) {
        abandoned.finish(source, e.phase(), deadline);
      }
      if (done) {
        return;
      }
    }
    throw tiers.keptChanging(source, "fork");
  }

  /**
   * Forks the whole of a hot thread that is at some revision.
   *
   * @throws NotLiveException if the source is not hot
   * @throws RevisionConflictException if it is at another revision
   */
  void forkHotAt(ThreadRef source, Revision expected, ThreadRef target, Deadline deadline) {
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      Head head = tiers.hot(source).headWithState(deadline);
      if (!expected.equals(head.revision())) {
        throw new RevisionConflictException(source, expected, head.revision());
      }
      if (forkHot(head, source, target, ForkPoint.end(), ForkState.CURRENT, deadline)) {
        return;
      }
    }
    throw tiers.keptChanging(source, "fork");
  }

  /** Forks a hot thread as its head says; false if some of it was cut meanwhile. */
  private boolean forkHot(
      Head head,
      ThreadRef source,
      ThreadRef target,
      ForkPoint point,
      ForkState state,
      Deadline deadline) {
    long length = head.length();
    if (point.messageId() != null) {
      Chunk chunk =
          tiers
              .hot(source)
              .read(Selection.at(point.messageId()), 1, deadline)
              .orElseThrow(() -> noSuchPoint(source, point));
      if (!chunk.epoch().equals(head.epoch()) || chunk.first() >= head.length()) {
        return false;
      }
      length = chunk.first() + 1;
    } else if (point.count().isPresent()) {
      length = counted(source, point, head.length());
    }
    Optional<List<MessageRecord>> messages = tiers.hot(source).messagesOf(head, length, deadline);
    if (messages.isEmpty()) {
      return false;
    }
    Segments segments = new Segments(head.segments().upTo(length).refs(), List.of());
    creation.create(
        target,
        new Creation.Content(
            new Lineage(source, head.revision(), length),
            head.labels(),
            chosen(state, head.state()),
            messages.get(),
            segments,
            segments.refs().isEmpty() ? null : loan(source, head)),
        deadline);
    return true;
  }

  /** What a hot thread borrows itself, its fork borrows from the same. */
  private static Loan loan(ThreadRef source, Head head) {
    return head.loan() == null ? new Loan(source, head.base(), head.baseStamp()) : head.loan();
  }

  /**
   * Forks an archived thread: a stub holds the target's place in Redis while its first snapshot is
   * written.
   *
   * @return whether it is done; false to look again from the beginning
   */
  private boolean forkArchived(
      ThreadRef source, ThreadRef target, ForkPoint point, ForkState state, Deadline deadline) {
    HotTransfer transfer = tiers.transfer(target);
    HotPhases phases = tiers.phases(target);
    String token = tiers.nonces().next();
    Snapshot fork;
    Optional<Phase> stub;
    try {
      if (!(transfer.gate(tiers.nonces().next(), deadline) instanceof Entry.Gate gate)) {
        throw new ThreadExistsException(target);
      }
      NewestEntry below = creation.vacant(target, deadline);
      Position position =
          new Position(
              target, below.number() + 1, token, below.number(), below.stamp(), tiers.now());
      // Before the stub: from there on nothing may fail that would have to give the place up.
      Glance glance = tiers.log(source).glance(deadline);
      Snapshot newest = borrowing.pinnedNewest(source, glance, position, deadline);
      fork = forkOf(newest, position, point, state, deadline);
      tiers
          .log(source)
          .requirePresent(newest.position().number(), fork.segments(), glance, deadline);
      stub = phases.beginFork(token, gate.pass(), fork.position().number(), deadline);
    } catch (NotLiveException.Busy e) {
      abandoned.finish(target, e.phase(), deadline);
      return false;
    }
    if (stub.isEmpty()) {
      return false;
    }
    Added added;
    try {
      added = tiers.log(target).add(fork, deadline);
      phases.finish(stub.get(), deadline);
    } catch (StoreUnavailableException e) {
      // The snapshot is written, or may be, or is on its way: the stub stays for others to judge.
      throw new OutcomeUnknownException(target, "fork", e);
    }
    if (!(added instanceof Added.Mine)) {
      return false;
    }
    Lineage lineage = Objects.requireNonNull(fork.image().lineage());
    tiers.listeners().tell(listener -> listener.onForked(target, lineage));
    return true;
  }

  private Snapshot forkOf(
      Snapshot snapshot, Position position, ForkPoint point, ForkState state, Deadline deadline) {
    ThreadImage image = snapshot.image();
    ThreadRef source = snapshot.position().ref();
    long length = lengthOf(snapshot, point, deadline);
    Segments segments = snapshot.segments().upTo(length);
    String stamp = Stamps.first(position.writer());
    return new Snapshot(
        position,
        new ThreadImage(
            Revision.of(1, stamp),
            stamp,
            position.archived(),
            position.archived(),
            new Lineage(source, image.revision(), length),
            image.labels(),
            "",
            chosen(state, image.state()),
            length),
        segments,
        snapshot.inline().subList(0, (int) Math.max(0, length - snapshot.segments().cover())));
  }

  private long lengthOf(Snapshot snapshot, ForkPoint point, Deadline deadline) {
    ThreadRef source = snapshot.position().ref();
    if (point.messageId() == null) {
      return point.count().isPresent()
          ? counted(source, point, snapshot.image().length())
          : snapshot.image().length();
    }
    try (MessageReader messages = tiers.log(source).messages(snapshot, deadline)) {
      return 1 + messages.find(point.messageId()).orElseThrow(() -> noSuchPoint(source, point));
    }
  }

  private static long counted(ThreadRef source, ForkPoint point, long length) {
    long count = point.count().orElseThrow();
    if (count > length) {
      throw noSuchPoint(source, point);
    }
    return count;
  }

  private static byte @Nullable [] chosen(ForkState choice, byte @Nullable [] state) {
    return choice == ForkState.CURRENT ? state : null;
  }

  private static InvalidInputException noSuchPoint(ThreadRef source, ForkPoint point) {
    return new InvalidInputException(
        "thread has no such point to fork at: thread=`%s` point=`%s`".formatted(source, point));
  }
}
