package dev.threadstore.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code export}: from threads to standard output. */
@Command(
    name = "export",
    description = {
      "Writes threads to standard output, one a line, in the format that import reads.",
      "Threads stay in the tier where they are."
    },
    footer = {
      "  threadctl export trip-42 > trip-42.jsonl",
      "  threadctl export --all | gzip > all.jsonl.gz"
    })
final class ExportCommand extends StoreCommand {
  @Mixin private final ThreadSelection selection = new ThreadSelection();

  ExportCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  void check(Configuration configuration) {
    selection.require();
  }

  @Override
  ExitCode run(Session session) {
    List<String> ids = selection.ids(session);
    Bulk bulk = Bulk.reading(invocation(), "exporting");
    bulk.run(
        ids,
        id -> ThreadView.whole(session.thread(id)),
        (id, view) -> terminal().line(ConversationFormat.write(id, view.messages(), view.state())));
    return bulk.exitCode(ids);
  }
}
