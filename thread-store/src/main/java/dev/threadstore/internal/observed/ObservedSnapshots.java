package dev.threadstore.internal.observed;

import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.CollectResult;
import dev.threadstore.model.Operation.Kind;
import dev.threadstore.model.Revision;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.ThreadSnapshots;
import dev.threadstore.model.VerifyResult;
import java.util.List;

/** A thread's snapshots, which somebody observes being looked after. */
final class ObservedSnapshots implements ThreadSnapshots {
  private final ThreadSnapshots snapshots;
  private final Observing observing;

  ObservedSnapshots(ThreadSnapshots snapshots, Observing observing) {
    this.snapshots = snapshots;
    this.observing = observing;
  }

  @Override
  public List<SnapshotInfo> history(int limit) {
    return observing.observe(Kind.HISTORY, () -> snapshots.history(limit));
  }

  @Override
  public ChangeResult restore(long number, Revision expected) {
    return observing.observe(Kind.RESTORE, () -> snapshots.restore(number, expected));
  }

  @Override
  public CollectResult collect(int keep) {
    return observing.observe(Kind.COLLECT, () -> snapshots.collect(keep));
  }

  @Override
  public CollectResult collectable(int keep) {
    return observing.observe(Kind.COLLECT, () -> snapshots.collectable(keep));
  }

  @Override
  public VerifyResult verify() {
    return observing.observe(Kind.VERIFY, snapshots::verify);
  }
}
