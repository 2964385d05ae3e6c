package dev.threadstore.cli;

import dev.threadstore.model.CollectResult;

/** Tells what {@code gc} has removed, or would remove, and adds it up. Not thread-safe. */
final class GcReport {
  private final Invocation invocation;
  private final boolean all;
  private final boolean deleted;
  private int threads;
  private long snapshots;
  private long segments;
  private long pins;
  private long bytes;
  private int damaged;

  /**
   * @param all whether all threads were asked for
   * @param deleted whether it was removed
   */
  GcReport(Invocation invocation, boolean all, boolean deleted) {
    this.invocation = invocation;
    this.all = all;
    this.deleted = deleted;
  }

  void add(String id, CollectResult result) {
    threads++;
    snapshots += result.snapshots();
    segments += result.segments();
    pins += result.pins();
    bytes += result.bytes();
    damaged += result.damaged().isPresent() ? 1 : 0;
    if (invocation.json()) {
      if (!all || result.removed() > 0 || result.damaged().isPresent()) {
        invocation.terminal().line(json(id, result));
      }
      return;
    }
    if (!all) {
      String what = text(result.snapshots(), result.segments(), result.pins(), result.bytes());
      invocation.terminal().line(Printable.line(id) + ": " + what + staying(result));
    }
    result.damaged().ifPresent(key -> invocation.failed(id, damage(key)));
  }

  private static String staying(CollectResult result) {
    if (result.pinned() > 0) {
      return "; segments stay for " + Sizes.count(result.pinned(), "fork");
    }
    return result.removed() > 0 || result.remaining() == 0 || result.damaged().isPresent()
        ? ""
        : "; %s stay: the newest snapshots, those of the last 24 hours, and what they need"
            .formatted(Sizes.count(result.remaining(), "object"));
  }

  private static Failure damage(String key) {
    return new Failure(
        ExitCode.DAMAGED,
        "damaged or missing, so all segments stay: key=`" + key + "`",
        "`threadctl verify ID` says more; `threadctl restore` an intact snapshot, flush it, and a day"
            + " later `threadctl gc ID --keep 1 --delete`");
  }

  private static String json(String id, CollectResult result) {
    return new JsonLine()
        .put("id", id)
        .put("snapshots", result.snapshots())
        .put("segments", result.segments())
        .put("pins", result.pins())
        .put("bytes", result.bytes())
        .put("remaining", result.remaining())
        .put("pinned", result.pinned())
        .put("damaged", result.damaged().orElse(null))
        .toString();
  }

  private String text(long snapshots, long segments, long pins, long bytes) {
    return "%s, %s, %s, %s %s"
        .formatted(
            Sizes.count(snapshots, "snapshot"),
            Sizes.count(segments, "segment"),
            Sizes.count(pins, "pin"),
            Sizes.bytes(bytes),
            deleted ? "removed" : "could be removed");
  }

  /**
   * Writes the totals.
   *
   * @param failed how many threads failed
   */
  void end(int failed) {
    if (invocation.json()) {
      invocation.terminal().line(totals(failed));
      return;
    }
    if (all) {
      String failures = failed == 0 ? "" : ", " + failed + " failed";
      invocation
          .terminal()
          .line(
              Sizes.count(threads, "thread")
                  + failures
                  + ": "
                  + text(snapshots, segments, pins, bytes));
    }
    if (!deleted && snapshots + segments + pins > 0) {
      invocation.terminal().notice("nothing was changed; --delete removes it");
    }
  }

  private String totals(int failed) {
    return new JsonLine()
        .put("threads", threads)
        .put("deleted", deleted)
        .put("snapshots", snapshots)
        .put("segments", segments)
        .put("pins", pins)
        .put("bytes", bytes)
        .put("damaged", damaged)
        .put("failed", failed)
        .toString();
  }

  boolean hasDamage() {
    return damaged > 0;
  }
}
