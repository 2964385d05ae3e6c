package dev.threadstore.cli;

import dev.threadstore.model.ArchivedThread;

/** What there is in the cold store. Not thread-safe. */
final class ArchiveStats {
  private final TierStats tier;
  private long objects;

  ArchiveStats(int most) {
    tier = new TierStats(most);
  }

  void add(ArchivedThread thread) {
    objects += thread.objects();
    tier.add(thread.ref(), thread.objects(), thread.bytes(), thread.age());
  }

  TierStats tier() {
    return tier;
  }

  String json() {
    return new JsonLine()
        .put("tier", "archived")
        .put("threads", tier.threads())
        .put("objects", objects)
        .put("bytes", tier.bytes())
        .putJson("ages", tier.ages().json())
        .toString();
  }

  String text() {
    return "archived: %s, %s, %s%s"
        .formatted(
            Sizes.count(tier.threads(), "thread"),
            Sizes.count(objects, "object"),
            Sizes.bytes(tier.bytes()),
            tier.ages().text("; since the last was written"));
  }
}
