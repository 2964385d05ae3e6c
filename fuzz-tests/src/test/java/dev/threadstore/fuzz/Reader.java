package dev.threadstore.fuzz;

import dev.threadstore.cli.ImportTarget;
import dev.threadstore.internal.archive.ArchiveTarget;
import dev.threadstore.internal.archive.KeyTarget;
import dev.threadstore.internal.archive.PinTarget;
import dev.threadstore.internal.archive.SegmentTarget;
import dev.threadstore.internal.archive.SnapshotTarget;
import dev.threadstore.internal.hot.HotTarget;

/** All targets. */
@SuppressWarnings("ImmutableEnumChecker") // made once, and each used by one thread at a time
enum Reader {
  /** Snapshots and tombstones. */
  SNAPSHOT(new SnapshotTarget(), 5_000),
  SEGMENT(new SegmentTarget(), 5_000),
  PIN(new PinTarget(), 3_000),
  /** All that is read of one thread in a cold store: its history, a restore, a verification. */
  ARCHIVE(new ArchiveTarget(), 300),
  /** Names, keys, revisions and cursors. */
  KEY(new KeyTarget(), 5_000),
  /** What scripts return of a hot copy. */
  HOT(new HotTarget(), 10_000),
  /** Files that the command line imports. */
  IMPORT(new ImportTarget(), 1_000);

  private final Target target;
  private final int mutations;

  Reader(Target target, int mutations) {
    this.target = target;
    this.mutations = mutations;
  }

  Target target() {
    return target;
  }

  /** How many mutated inputs each build tries: a few seconds' worth. */
  int mutations() {
    return mutations;
  }
}
