package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.Archive;
import dev.threadstore.internal.archive.Archive.Stored;
import dev.threadstore.internal.archive.ArchiveEntry;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.HotTier;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.ThreadInfo;
import dev.threadstore.model.ThreadMatches;
import dev.threadstore.model.ThreadMatches.Match;
import dev.threadstore.model.ThreadQuery;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks at threads page by page, and picks those that match. For one page. */
final class ThreadSearch {
  private final Tiers tiers;
  private final ThreadQuery query;
  private final Deadline deadline;
  private final List<Match> matches = new ArrayList<>();
  private final List<ThreadRef> unreadable = new ArrayList<>();

  ThreadSearch(Tiers tiers, ThreadQuery query, Deadline deadline) {
    this.tiers = tiers;
    this.query = query;
    this.deadline = deadline;
  }

  /** Looks at hot threads that a scan has found. */
  void lookAt(HotTier.Scan scan) {
    for (ThreadRef ref : new LinkedHashSet<>(scan.threads())) {
      if (mayMatch(ref)) {
        isHot(ref);
      }
    }
  }

  /** Looks at archived threads that a listing has found; one that is hot now counts as that. */
  void lookAt(Archive.Listing listing) {
    List<Stored> archived = new ArrayList<>();
    for (Stored stored : listing.threads()) {
      if (mayMatch(stored.ref()) && !isHot(stored.ref())) {
        archived.add(stored);
      }
    }
    if (query.tier().equals(Optional.of(Tier.HOT))) {
      return;
    }
    List<Optional<ArchiveEntry>> headers = tiers.requireArchive().headers(archived, deadline);
    for (int i = 0; i < archived.size(); i++) {
      Stored stored = archived.get(i);
      Optional<ArchiveEntry> header = headers.get(i);
      if (header.isEmpty()) {
        unreadable.add(stored.ref());
      } else {
        // A tombstone has come since the listing: it is no thread any more.
        header
            .get()
            .snapshot()
            .map(ThreadInfos::of)
            .ifPresent(info -> add(info, OptionalLong.of(stored.bytes())));
      }
    }
  }

  ThreadMatches page(Optional<String> next) {
    return new ThreadMatches(matches, unreadable, next);
  }

  private boolean mayMatch(ThreadRef ref) {
    return ref.id().startsWith(query.idPrefix());
  }

  /** Whether a thread is hot; if so, it is looked at. */
  private boolean isHot(ThreadRef ref) {
    try {
      add(ThreadInfos.of(ref, tiers.hot(ref).peek(deadline)), OptionalLong.empty());
      return true;
    } catch (NotLiveException.Busy e) {
      // It is going, or not there yet.
      return true;
    } catch (NotLiveException.Absent e) {
      return false;
    } catch (DamagedHotCopyException e) {
      unreadable.add(ref);
      return true;
    }
  }

  private void add(ThreadInfo info, OptionalLong bytes) {
    Duration unchanged = Duration.between(info.changed(), Instant.ofEpochMilli(tiers.now()));
    boolean fits =
        query.tier().filter(tier -> tier != info.tier()).isEmpty()
            && info.labels().entrySet().containsAll(query.labels().entrySet())
            && unchanged.compareTo(query.unchangedFor()) >= 0
            && info.length() >= query.leastMessages()
            && bytes.orElse(0) >= query.leastBytes();
    if (fits) {
      matches.add(new Match(info, bytes));
    }
  }
}
