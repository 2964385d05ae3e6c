package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.Archive;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.EntryLog;
import dev.threadstore.internal.archive.MessageReader;
import dev.threadstore.internal.base.Audience;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.Nonces;
import dev.threadstore.internal.hot.ActivityIndex;
import dev.threadstore.internal.hot.Change;
import dev.threadstore.internal.hot.HotFlush;
import dev.threadstore.internal.hot.HotPhases;
import dev.threadstore.internal.hot.HotThread;
import dev.threadstore.internal.hot.HotTier;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.internal.hot.Staging;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadListener;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.Tier;
import dev.threadstore.model.UnreadableSnapshotException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What every protocol needs: both tiers, settings, nonces, the time.
 *
 * @param hot Redis
 * @param archive the cold store, if there is one
 * @param settings the store's settings
 * @param nonces where random tokens come from
 * @param clock the time that archived entries bear, for people only
 * @param listeners hear what was done
 */
public record Tiers(
    HotTier hot,
    Optional<Archive> archive,
    ThreadStoreSettings settings,
    Nonces nonces,
    InstantSource clock,
    Audience<ThreadListener> listeners) {

  HotThread hot(ThreadRef ref) {
    return hot.thread(ref);
  }

  HotTransfer transfer(ThreadRef ref) {
    return hot.transfer(ref);
  }

  Change change(ThreadRef ref, String operation) {
    return new Change(ref, operation, nonces.next());
  }

  Archive requireArchive() {
    return archive.orElseThrow(Tiers::noColdStore);
  }

  private static UnsupportedOperationException noColdStore() {
    return new UnsupportedOperationException("this store has no cold store");
  }

  ActivityIndex requireIndex() {
    return hot.index().orElseThrow(Tiers::noColdStore);
  }

  HotFlush flush(ThreadRef ref) {
    return hot.flush(ref);
  }

  HotPhases phases(ThreadRef ref) {
    return hot.phases(ref);
  }

  EntryLog log(ThreadRef ref) {
    return requireArchive().log(ref);
  }

  /** Milliseconds since 1970. */
  long now() {
    return clock.millis();
  }

  Deadline callDeadline() {
    return Deadline.after(settings.callTimeout());
  }

  Deadline transferDeadline() {
    return Deadline.after(settings.transferTimeout());
  }

  /**
   * Puts a snapshot's messages into staging.
   *
   * @return the size of the segments that were read; empty if the staging was lost on the way
   * @throws UnreadableSnapshotException if a segment is missing or damaged
   */
  OptionalLong stage(Snapshot snapshot, Staging staging, Deadline deadline) {
    try (MessageReader messages = log(snapshot.position().ref()).messages(snapshot, deadline)) {
      for (List<MessageRecord> some = messages.next(); !some.isEmpty(); some = messages.next()) {
        if (!staging.add(some, deadline)) {
          return OptionalLong.empty();
        }
      }
      return OptionalLong.of(messages.bytes());
    }
  }

  /** The end of a loop that lost every race. */
  StoreUnavailableException keptChanging(ThreadRef ref, String operation) {
    return new StoreUnavailableException(
        Tier.HOT,
        "thread kept changing or being evicted: thread=`%s` operation=`%s` attempts=`%d`"
            .formatted(ref, operation, settings.maxAttempts()),
        null);
  }
}
