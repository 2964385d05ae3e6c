package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.Archive;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.HotTier;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ArchivedPage;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.HotCopy;
import dev.threadstore.model.HotPage;
import dev.threadstore.model.IdleFlushReport;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.ThreadMatches;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadPage;
import dev.threadstore.model.ThreadQuery;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreException;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@link ThreadNamespace} over both tiers. Cursors are {@code h:<scan>}, {@code c:<after>} and
 * {@code s:<after>}.
 */
final class NamespaceView<M> implements ThreadNamespace<M> {
  private static final String HOT = "h:";
  private static final String COLD = "c:";
  private static final String STORED = "s:";

  private final String name;
  private final Tiers tiers;
  private final Flush flush;
  private final Function<ThreadRef, TieredThreadManager<M>> threads;

  NamespaceView(
      String name, Tiers tiers, Flush flush, Function<ThreadRef, TieredThreadManager<M>> threads) {
    this.name = name;
    this.tiers = tiers;
    this.flush = flush;
    this.threads = threads;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public TieredThreadManager<M> thread(String id) {
    return threads.apply(new ThreadRef(name, id));
  }

  @Override
  public ThreadPage list(String cursor, int limit) {
    requirePositive(limit);
    Deadline deadline = tiers.transferDeadline();
    if (cursor.startsWith(COLD)) {
      return archived(cursor.substring(COLD.length()), limit, deadline);
    }
    HotTier.Scan scan = tiers.hot().scan(name, position(HOT, cursor), limit, deadline);
    List<ThreadPage.Entry> found = new ArrayList<>();
    for (ThreadRef ref : new LinkedHashSet<>(scan.threads())) {
      found.add(new ThreadPage.Entry(ref, Tier.HOT));
    }
    return new ThreadPage(found, afterHot(scan));
  }

  private ThreadPage archived(String after, int limit, Deadline deadline) {
    Archive.Listing listing = tiers.requireArchive().threads(name, after, limit, deadline);
    List<ThreadPage.Entry> found = new ArrayList<>();
    for (Archive.Stored stored : listing.threads()) {
      ThreadRef ref = stored.ref();
      // Hot ones again: one may have become hot since the scan for hot ones passed its place.
      Tier tier = tiers.hot().isHot(ref, deadline) ? Tier.HOT : Tier.ARCHIVED;
      found.add(new ThreadPage.Entry(ref, tier));
    }
    return new ThreadPage(found, listing.next().map(COLD::concat));
  }

  @Override
  public ThreadMatches find(ThreadQuery query, String cursor, int limit) {
    requirePositive(limit);
    Deadline deadline = tiers.transferDeadline();
    ThreadSearch search = new ThreadSearch(tiers, query, deadline);
    if (cursor.startsWith(COLD)) {
      Archive.Listing listing =
          tiers.requireArchive().threads(name, cursor.substring(COLD.length()), limit, deadline);
      search.lookAt(listing);
      return search.page(listing.next().map(COLD::concat));
    }
    HotTier.Scan scan = tiers.hot().scan(name, position(HOT, cursor), limit, deadline);
    search.lookAt(scan);
    return search.page(afterHot(scan));
  }

  private Optional<String> afterHot(HotTier.Scan scan) {
    Optional<String> next = scan.next().map(HOT::concat);
    return next.isPresent() || tiers.archive().isEmpty() ? next : Optional.of(COLD);
  }

  @Override
  public ThreadPage stored(String cursor, int limit) {
    requirePositive(limit);
    Archive.Listing listing =
        tiers
            .requireArchive()
            .stored(name, position(STORED, cursor), limit, tiers.transferDeadline());
    return new ThreadPage(
        listing.threads().stream()
            .map(stored -> new ThreadPage.Entry(stored.ref(), Tier.ARCHIVED))
            .toList(),
        listing.next().map(STORED::concat));
  }

  @Override
  public ArchivedPage archived(String cursor, int limit) {
    requirePositive(limit);
    ArchivedPage page =
        tiers
            .requireArchive()
            .measure(name, position(STORED, cursor), limit, tiers.transferDeadline());
    return new ArchivedPage(page.threads(), page.next().map(STORED::concat));
  }

  @Override
  public HotPage hot(String cursor, int limit) {
    requirePositive(limit);
    Deadline deadline = tiers.transferDeadline();
    HotTier.Scan scan = tiers.hot().scan(name, position(HOT, cursor), limit, deadline);
    List<HotCopy> copies = tiers.hot().peek(new LinkedHashSet<>(scan.threads()), deadline);
    return new HotPage(copies, scan.next().map(HOT::concat));
  }

  @Override
  public IdleFlushReport flushIdle(Duration olderThan, String cursor, int limit) {
    Flush.requireNotNegative(olderThan);
    requirePositive(limit);
    int scanned = 0;
    int released = 0;
    int busy = 0;
    int gone = 0;
    Map<ThreadRef, ThreadStoreException> failures = new HashMap<>();
    Optional<String> next = Optional.of(position(HOT, cursor));
    Set<ThreadRef> seen = new LinkedHashSet<>();
    while (next.isPresent() && scanned < limit) {
      HotTier.Scan scan = tiers.hot().scan(name, next.get(), limit, tiers.callDeadline());
      next = scan.next();
      for (ThreadRef ref : scan.threads()) {
        if (!seen.add(ref)) {
          continue;
        }
        scanned++;
        try {
          FlushResult result =
              flush.flush(ref, AfterFlush.RELEASE, olderThan, tiers.transferDeadline());
          switch (result.outcome()) {
            case ARCHIVED, ALREADY_ARCHIVED -> released++;
            case NOT_HOT -> gone++;
            case CHANGED_MEANWHILE, NOT_IDLE, NO_COLD_STORE -> busy++;
          }
        } catch (ThreadStoreException e) {
          failures.put(ref, e);
        }
      }
    }
    return new IdleFlushReport(scanned, released, busy, gone, failures, next.map(HOT::concat));
  }

  /** Where to go on, as a cursor of one kind says. */
  private static String position(String kind, String cursor) {
    if (cursor.equals(START)) {
      return "";
    }
    if (!cursor.startsWith(kind)) {
      throw new InvalidInputException("not a cursor of this scan: cursor=`" + cursor + "`");
    }
    return cursor.substring(kind.length());
  }

  private static void requirePositive(int limit) {
    if (limit < 1) {
      throw new InvalidInputException("limit is not positive: value=`" + limit + "`");
    }
  }
}
