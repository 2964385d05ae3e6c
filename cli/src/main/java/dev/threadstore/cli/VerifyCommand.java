package dev.threadstore.cli;

import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.model.VerifyResult;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code verify}: whether what is archived can be read. */
@Command(
    name = "verify",
    description = {
      "Reads every object of threads in the cold store and checks it: snapshots, tombstones,"
          + " segments, pins, also segments of other threads to which snapshots refer. Changes"
          + " nothing. With --all, deleted threads are checked as well.",
      "Ends with exit code 6 if anything is damaged or missing.",
      "With --json: a line for each damaged object, then one with the totals."
    },
    footer = {"  threadctl verify trip-42", "  threadctl verify --all --json"})
final class VerifyCommand extends StoreCommand {
  @Mixin private final ThreadSelection selection = new ThreadSelection();

  VerifyCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  void check(Configuration configuration) {
    selection.require();
  }

  @Override
  ExitCode run(Session session) {
    session.requireCold();
    List<String> ids = selection.storedIds(session);
    VerifyReport report = new VerifyReport(invocation(), selection.isAll());
    Bulk bulk = Bulk.reading(invocation(), "verifying");
    bulk.run(ids, id -> verify(session.thread(id)), report::add);
    report.end(bulk.failed());
    return bulk.exitCode(ids, report.hasDamage());
  }

  private VerifyResult verify(TieredThreadManager<JsonMessage> thread) {
    VerifyResult result = thread.snapshots().verify();
    if (result.objects() == 0 && !selection.isAll() && !thread.exists()) {
      throw new ThreadNotFoundException(thread.ref());
    }
    return result;
  }
}
