package dev.threadstore.cli;

import dev.threadstore.model.ArchiveListener;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.ArchiveReport.End;
import dev.threadstore.model.IdleThread;
import dev.threadstore.model.IdleThread.Outcome;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Tells what an archiver does, or would do: each thread that fails, a line for each pass that had
 * something to do, and the totals. Thread-safe.
 */
final class ArchiveLog implements ArchiveListener, AutoCloseable {
  private final Invocation invocation;
  private final boolean dryRun;
  private final ProgressBar progress;
  private final CompletableFuture<OutputClosedException> outputClosed = new CompletableFuture<>();
  private final Map<Outcome, Long> threads = new EnumMap<>(Outcome.class);
  private long bytes;
  private long passes;
  private boolean isUnavailable;
  private boolean ended;

  /**
   * @param dryRun whether nothing is done, and every thread is told of instead
   */
  ArchiveLog(Invocation invocation, boolean dryRun) {
    this.invocation = invocation;
    this.dryRun = dryRun;
    progress =
        new ProgressBar(
            invocation.terminal(), !invocation.json(), dryRun ? "looking" : "archiving");
  }

  @Override
  public synchronized void onThread(IdleThread thread) {
    threads.merge(thread.outcome(), 1L, Long::sum);
    bytes += thread.bytes();
    thread.failure().map(Failure::of).ifPresent(failure -> failed(thread, failure));
    progress.at(0, 0, text(threads, bytes));
    if (dryRun && thread.outcome() != Outcome.IN_USE) {
      print(invocation.json() ? json(thread) : text(thread));
    }
  }

  private void failed(IdleThread thread, Failure failure) {
    isUnavailable |= failure.code() == ExitCode.UNAVAILABLE;
    invocation.failed(thread.ref().toString(), failure);
  }

  private static String text(IdleThread thread) {
    return Printable.line(thread.ref().toString()) + ": would be " + words(thread.outcome());
  }

  private static String json(IdleThread thread) {
    return new JsonLine()
        .put("namespace", thread.ref().namespace())
        .put("id", thread.ref().id())
        .put("outcome", name(thread.outcome()))
        .toString();
  }

  @Override
  public synchronized void onPass(ArchiveReport report) {
    passes++;
    if (ended) {
      return;
    }
    // The first one shows that it is at work.
    if (passes == 1 || report.looked() > 0 || report.found() > 0) {
      print(invocation.json() ? json(report) : text(report));
    }
    if (dryRun && !invocation.json()) {
      invocation.terminal().notice("nothing was changed");
    }
  }

  private String text(ArchiveReport report) {
    String found =
        report.found() == 0 ? "" : ", " + report.found() + " found that were in no index";
    String end =
        report.end() == End.ALL_FAIL ? "; so many failed in a row that the rest has to wait" : "";
    return (dryRun ? "would be: " : "")
        + text(report.threads(), report.bytes())
        + found
        + ", in "
        + Sizes.time(report.took())
        + end;
  }

  private String json(ArchiveReport report) {
    JsonLine line = counts(report.threads(), report.bytes()).put("found", report.found());
    report
        .fullness()
        .ifPresentOrElse(
            full -> line.putJson("fullness", String.format(Locale.ROOT, "%.3f", full)),
            () -> line.putJson("fullness", "null"));
    return line.put("millis", report.took().toMillis())
        .put("end", name(report.end()))
        .put("dry_run", dryRun)
        .toString();
  }

  @Override
  public synchronized void onFailedPass(RuntimeException failure) {
    if (!ended) {
      invocation.failed("a pass", Failure.of(failure));
    }
  }

  /** Writes the totals of all passes; nothing comes after them. */
  synchronized void end() {
    ended = true;
    close();
    print(
        invocation.json()
            ? counts(threads, bytes).put("passes", passes).toString()
            : "in all: " + text(threads, bytes) + ", in " + passes + " passes");
  }

  /** Others read along, so a line is handed on at once. */
  private void print(String line) {
    try {
      invocation.terminal().line(line);
      invocation.terminal().flush();
    } catch (OutputClosedException e) {
      outputClosed.complete(e);
    }
  }

  /** Ends when nobody reads the output any more. */
  CompletableFuture<OutputClosedException> outputClosed() {
    return outputClosed;
  }

  /** How a single pass ended. */
  synchronized ExitCode exitCode() {
    if (isUnavailable) {
      return ExitCode.UNAVAILABLE;
    }
    return threads.containsKey(Outcome.FAILED) ? ExitCode.SOME_FAILED : ExitCode.OK;
  }

  /** Leaves no progress on the screen. */
  @Override
  public synchronized void close() {
    progress.close();
  }

  private static JsonLine counts(Map<Outcome, Long> threads, long bytes) {
    JsonLine line = new JsonLine();
    for (Outcome outcome : Outcome.values()) {
      line.put(name(outcome), threads.getOrDefault(outcome, 0L));
    }
    return line.put("bytes", bytes);
  }

  private String text(Map<Outcome, Long> counts, long written) {
    String came =
        Arrays.stream(Outcome.values())
            .filter(counts::containsKey)
            .map(outcome -> counts.get(outcome) + " " + words(outcome))
            .collect(Collectors.joining(", "));
    return (came.isEmpty() ? "no idle threads" : came)
        + (dryRun ? "" : ", " + Sizes.bytes(written) + " written");
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String words(Outcome outcome) {
    return name(outcome).replace('_', ' ');
  }
}
