package dev.threadstore.cli;

import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadStoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of {@code import}: reads all files, stores what they hold, and counts. */
final class ImportRun {
  private final Invocation invocation;
  private final List<ImportSource> sources;
  private final @Nullable String thread;
  private final ImportLimits limits;
  private final ImportTotals totals = new ImportTotals();
  private @Nullable StoreUnavailableException unavailable;

  /**
   * @param thread the thread to which all messages belong, or null if the lines are conversations
   * @throws CommandFailure if there can be no such thread
   */
  ImportRun(
      Invocation invocation,
      List<ImportSource> sources,
      @Nullable String thread,
      ImportLimits limits) {
    this.invocation = invocation;
    this.sources = sources;
    this.thread = thread;
    this.limits = limits;
    try {
      if (thread != null) {
        limits.checkThread(thread);
      }
    } catch (BadInputException e) {
      throw CommandFailure.usage(e.problem(), "choose another id");
    }
  }

  private record Done(
      ImportItem item,
      ThreadImport.@Nullable Result result,
      @Nullable ThreadStoreException failure) {}

  /**
   * Looks through everything without storing it.
   *
   * @throws CommandFailure if a line is bad
   */
  void requireGood() {
    try (ImportReader reader = new ImportReader(sources, thread, limits)) {
      for (ImportItem item = reader.next(); item != null; item = reader.next()) {
        if (item.problem() != null) {
          totals.addFailure();
          tellTotals();
          throw new CommandFailure(
              ExitCode.SOME_FAILED,
              item.where() + ": " + item.problem(),
              "nothing was imported; without --strict bad lines are skipped");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stores everything. */
  ExitCode into(ThreadNamespace<JsonMessage> threads) {
    ThreadImport target = new ThreadImport(threads, limits.settings());
    boolean visible = !invocation.json();
    invocation.changesMany();
    try (ImportReader reader = new ImportReader(sources, thread, limits);
        ProgressBar bar = new ProgressBar(invocation.terminal(), visible, "importing")) {
      long size = size();
      new OrderedWork<>(ImportItem::lane, (ImportItem item) -> store(target, item))
          .run(
              reader::next,
              done -> {
                count(done);
                bar.at(reader.position(), size, totals.progress());
                return unavailable == null;
              });
      reader.ignoredKeys().forEach(this::noteIgnored);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tellTotals();
    if (unavailable != null) {
      return ExitCode.UNAVAILABLE;
    }
    return totals.hasFailures() ? ExitCode.SOME_FAILED : ExitCode.OK;
  }

  private void tellTotals() {
    invocation.terminal().line(invocation.json() ? totals.json() : totals.text());
  }

  private long size() throws IOException {
    long size = 0;
    for (ImportSource source : sources) {
      size += source.size();
    }
    return size;
  }

  private static Done store(ThreadImport target, ImportItem item) {
    Conversation conversation = item.conversation();
    try {
      return new Done(item, conversation == null ? null : target.store(conversation), null);
    } catch (ThreadStoreException e) {
      return new Done(item, null, e);
    }
  }

  private void count(Done done) {
    ImportItem item = done.item();
    Conversation conversation = item.conversation();
    ThreadImport.Result result = done.result();
    if (result != null && conversation != null) {
      totals.add(conversation, result);
    }
    String problem = problem(done);
    if (problem != null) {
      totals.addFailure();
      if (!invocation.isInterrupted()) {
        invocation.terminal().notice("threadctl: " + Printable.line(item.where() + ": " + problem));
      }
    }
    if (done.failure() instanceof StoreUnavailableException e) {
      unavailable = e;
    }
  }

  private static @Nullable String problem(Done done) {
    if (done.item().problem() != null) {
      return done.item().problem() + "; skipped";
    }
    if (done.failure() != null) {
      return Failure.of(done.failure()).inOneLine();
    }
    ThreadImport.Result result = done.result();
    return result == null || result.conflicting().isEmpty()
        ? null
        : "the thread has other messages under these ids, and keeps them: "
            + String.join(", ", result.conflicting());
  }

  private void noteIgnored(String key) {
    invocation
        .terminal()
        .notice("threadctl: ignored the key `" + Printable.line(key) + "` of conversations");
  }
}
