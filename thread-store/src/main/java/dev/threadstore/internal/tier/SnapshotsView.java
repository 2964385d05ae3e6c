package dev.threadstore.internal.tier;

import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.CollectResult;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadSnapshots;
import dev.threadstore.model.VerifyResult;
import java.util.List;
import java.util.Objects;

/** {@link ThreadSnapshots} over the archive. */
final class SnapshotsView implements ThreadSnapshots {
  private final ThreadRef ref;
  private final Tiers tiers;
  private final Replacement replacement;

  SnapshotsView(ThreadRef ref, Tiers tiers, Replacement replacement) {
    this.ref = ref;
    this.tiers = tiers;
    this.replacement = replacement;
  }

  @Override
  public List<SnapshotInfo> history(int limit) {
    if (limit < 1) {
      throw new InvalidInputException("limit is not positive: value=`" + limit + "`");
    }
    return tiers.requireArchive().history(ref).describe(limit, tiers.transferDeadline());
  }

  @Override
  public CollectResult collect(int keep) {
    return collect(keep, false);
  }

  @Override
  public CollectResult collectable(int keep) {
    return collect(keep, true);
  }

  private CollectResult collect(int keep, boolean dryRun) {
    if (keep < 1) {
      throw new InvalidInputException("number to keep is not positive: value=`" + keep + "`");
    }
    return tiers.requireArchive().collector(ref, tiers.transferDeadline()).collect(keep, dryRun);
  }

  @Override
  public VerifyResult verify() {
    return tiers.requireArchive().verify(ref, tiers.transferDeadline());
  }

  @Override
  public ChangeResult restore(long number, Revision expected) {
    Objects.requireNonNull(expected, "expected");
    tiers.requireArchive();
    return replacement.restore(ref, number, expected, tiers.transferDeadline());
  }
}
