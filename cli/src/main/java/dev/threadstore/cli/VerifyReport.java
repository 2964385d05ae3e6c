package dev.threadstore.cli;

import dev.threadstore.model.VerifyResult;
import dev.threadstore.model.VerifyResult.Problem;

/** Tells what {@code verify} has found, and adds it up. Not thread-safe. */
final class VerifyReport {
  private final Invocation invocation;
  private final boolean all;
  private int threads;
  private long objects;
  private long bytes;
  private int damagedThreads;
  private long damagedObjects;

  /**
   * @param all whether all threads were asked for
   */
  VerifyReport(Invocation invocation, boolean all) {
    this.invocation = invocation;
    this.all = all;
  }

  void add(String id, VerifyResult result) {
    threads++;
    objects += result.objects();
    bytes += result.bytes();
    damagedThreads += result.isIntact() ? 0 : 1;
    damagedObjects += result.problems().size();
    Terminal terminal = invocation.terminal();
    if (!invocation.json() && (!all || !result.isIntact())) {
      terminal.line(
          "%s: %s (%s, %s)"
              .formatted(
                  Printable.line(id),
                  result.isIntact() ? "intact" : "damaged",
                  Sizes.count(result.objects(), "object"),
                  Sizes.bytes(result.bytes())));
    }
    for (Problem problem : result.problems()) {
      terminal.line(invocation.json() ? json(id, problem) : "  " + text(problem));
    }
  }

  private static String text(Problem problem) {
    return Printable.line(problem.key() + ": " + problem.problem());
  }

  private static String json(String id, Problem problem) {
    return new JsonLine()
        .put("id", id)
        .put("key", problem.key())
        .put("problem", problem.problem())
        .toString();
  }

  /**
   * Writes the totals.
   *
   * @param failed how many threads failed
   */
  void end(int failed) {
    if (invocation.json()) {
      invocation.terminal().line(totals(failed));
    } else if (all) {
      invocation.terminal().line(text(failed));
    }
  }

  private String totals(int failed) {
    return new JsonLine()
        .put("threads", threads)
        .put("objects", objects)
        .put("bytes", bytes)
        .put("damaged_threads", damagedThreads)
        .put("damaged_objects", damagedObjects)
        .put("failed", failed)
        .toString();
  }

  private String text(int failed) {
    String found =
        damagedObjects == 0
            ? "all intact"
            : "%s of %s damaged"
                .formatted(
                    Sizes.count(damagedObjects, "object"), Sizes.count(damagedThreads, "thread"));
    return "%s, %s, %s read: %s%s"
        .formatted(
            Sizes.count(threads, "thread"),
            Sizes.count(objects, "object"),
            Sizes.bytes(bytes),
            found,
            failed == 0 ? "" : ", " + failed + " failed");
  }

  boolean hasDamage() {
    return damagedObjects > 0;
  }
}
