package dev.threadstore.cli;

import dev.threadstore.cli.TierStats.Large;

/** The largest threads of both tiers, as a table or as JSON. */
final class LargestThreads {
  private final Invocation invocation;
  private final Table table = new Table("LARGEST", "TIER", "BYTES", "HOLDS", "AGE");

  LargestThreads(Invocation invocation) {
    this.invocation = invocation;
  }

  void print(TierStats hot, TierStats archived) {
    hot.largest().forEach(large -> add(large, "hot", "message"));
    archived.largest().forEach(large -> add(large, "archived", "object"));
    if (!table.isEmpty()) {
      table.print(invocation.terminal());
    }
  }

  private void add(Large large, String tier, String part) {
    if (invocation.json()) {
      invocation.terminal().line(json(large, tier, part));
    } else {
      table.row(
          large.ref().id(),
          tier,
          Sizes.bytes(large.bytes()),
          Sizes.count(large.parts(), part),
          DurationText.about(large.age()));
    }
  }

  private static String json(Large large, String tier, String part) {
    return new JsonLine()
        .put("namespace", large.ref().namespace())
        .put("id", large.ref().id())
        .put("largest_of", tier)
        .put("bytes", large.bytes())
        .put(part + "s", large.parts())
        .put("age_seconds", large.age().toSeconds())
        .toString();
  }
}
