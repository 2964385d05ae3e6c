package dev.threadstore.internal.tier;

import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.base.ThreadImage;
import dev.threadstore.internal.hot.Head;
import dev.threadstore.model.ThreadInfo;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import java.time.Instant;
import java.util.Optional;

/** What heads and snapshots tell of a thread. */
final class ThreadInfos {
  private ThreadInfos() {}

  static ThreadInfo of(ThreadRef ref, Head head) {
    return new ThreadInfo(
        ref,
        Tier.HOT,
        head.revision(),
        head.length(),
        head.isClean(),
        head.base(),
        Instant.ofEpochMilli(head.created()),
        Instant.ofEpochMilli(head.changed()),
        Optional.ofNullable(head.lineage()),
        head.labels());
  }

  static ThreadInfo of(Snapshot snapshot) {
    ThreadImage image = snapshot.image();
    return new ThreadInfo(
        snapshot.position().ref(),
        Tier.ARCHIVED,
        image.revision(),
        image.length(),
        true,
        snapshot.position().number(),
        Instant.ofEpochMilli(image.created()),
        Instant.ofEpochMilli(image.changed()),
        Optional.ofNullable(image.lineage()),
        image.labels());
  }
}
