package dev.threadstore.internal.tier;

import dev.threadstore.internal.hot.ActivityIndex;
import dev.threadstore.internal.hot.ActivityIndex.Census;
import dev.threadstore.internal.hot.HotTier.Scan;
import dev.threadstore.internal.hot.IndexShard;
import dev.threadstore.model.FitnessReport;
import dev.threadstore.model.FitnessReport.Finding;
import dev.threadstore.model.ThreadRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Compares the activity index with the threads that are hot, and looks whether anybody works on it.
 * Changes nothing. For one use.
 */
public final class IndexCheck {
  private static final int KEYS_A_STEP = 1000;

  private final Tiers tiers;
  private final ActivityIndex index;
  private final List<Finding> findings = new ArrayList<>();
  private long hot;
  private long unlisted;
  private Census census = Census.EMPTY;

  /**
   * Prepares a check.
   *
   * @param tiers both tiers
   * @throws UnsupportedOperationException without a cold store
   */
  public IndexCheck(Tiers tiers) {
    this.tiers = tiers;
    this.index = tiers.requireIndex();
  }

  /**
   * Runs the check once: goes through all keys of Redis.
   *
   * @return what was found
   */
  public FitnessReport run() {
    countEntries();
    countThreads();
    checkThreads();
    checkEntries();
    checkArchivers();
    checkFailures();
    return new FitnessReport(findings);
  }

  private void countEntries() {
    for (String namespace : index.namespaces(tiers.callDeadline())) {
      for (IndexShard shard : IndexShard.all(namespace)) {
        census = census.plus(index.census(shard, tiers.callDeadline()));
      }
    }
  }

  private void countThreads() {
    Optional<String> cursor = Optional.of("");
    while (cursor.isPresent()) {
      Scan step = tiers.hot().scanAll(cursor.get(), KEYS_A_STEP, tiers.callDeadline());
      Map<IndexShard, List<ThreadRef>> byShard =
          step.threads().stream().collect(Collectors.groupingBy(IndexShard::of));
      byShard.forEach(
          (shard, threads) -> unlisted += index.unlisted(shard, threads, tiers.callDeadline()));
      hot += step.threads().size();
      cursor = step.next();
    }
  }

  private void checkThreads() {
    String detail = "%d of %d hot threads stand in no index".formatted(unlisted, hot);
    findings.add(
        unlisted == 0
            ? Finding.fit("index of threads", detail)
            : Finding.caution(
                "index of threads",
                detail,
                "archivers find them late, by their scan (every 6 hours unless set); nothing is"
                    + " lost",
                "run an archiver; if it goes on, see whether Redis loses or evicts keys ts:{*}"));
  }

  /** About: what is claimed just now, or has come or gone since, makes a difference of some. */
  private void checkEntries() {
    long vacant = Math.max(0, census.entries() - (hot - unlisted));
    String detail = "%d, about %d of them of threads not hot".formatted(census.entries(), vacant);
    boolean manyVacant = vacant > 1000 && vacant > hot;
    findings.add(
        manyVacant
            ? Finding.caution(
                "index entries",
                detail,
                "each takes some 160 bytes of Redis until an archiver or 14 days remove it",
                "run an archiver")
            : Finding.fit("index entries", detail));
  }

  private void checkArchivers() {
    findings.add(
        census.overdue() == 0
            ? Finding.fit("archivers", "no thread waits for longer than they may leave it idle")
            : Finding.caution(
                "archivers",
                "longer than 7 days unused and not archived: " + census.overdue(),
                "nobody archives idle threads, so Redis alone has what they have changed, and fills"
                    + " up",
                "run an archiver: docs/archival.md"));
  }

  private void checkFailures() {
    findings.add(
        census.failing() == 0
            ? Finding.fit("failing threads", "none")
            : Finding.caution(
                "failing threads",
                census.failing() + " could not be archived",
                "Redis alone has what they have changed, until that is mended",
                "see why: IdleArchiver.failing(), or threadctl archive --failing"));
  }
}
