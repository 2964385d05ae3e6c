package dev.threadstore.cli;

import dev.threadstore.model.ThreadStoreSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import}: from files into threads. */
@Command(
    name = "import",
    description = {
      "Imports conversations from JSONL files, plain or gzip.",
      "",
      "A line is a conversation, {\"thread\":\"id\",\"messages\":[{…},…],\"state\":{…}} (the state may"
          + " be missing), or with --thread a message. A message is any JSON object, OpenAI's and"
          + " Anthropic's among them. One with an \"id\" keeps it; the others get ids made from their"
          + " content, so importing a file again, or a longer version of it, adds only what is new.",
      "",
      "A bad line, or one of more than 256 MiB, is reported by its number and skipped."
    },
    footer = {
      "  threadctl import conversations.jsonl.gz",
      "  threadctl import --thread trip-42 messages.jsonl",
      "  threadctl export --all | threadctl --data elsewhere import -"
    })
final class ImportCommand extends StoreCommand {

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "the files; - is standard input")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--thread",
      paramLabel = "ID",
      description = "every line is a message of this thread, all files together one conversation")
  private @Nullable String thread;

  @Option(
      names = "--strict",
      description = "look through all files first, and write nothing if a line is bad")
  private boolean strict;

  private @Nullable ImportRun run;

  ImportCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  void check(Configuration configuration) {
    ImportLimits limits =
        new ImportLimits(configuration.namespace(), ThreadStoreSettings.defaults());
    List<ImportSource> sources =
        files.stream().map(file -> ImportSource.of(file, invocation())).toList();
    run = new ImportRun(invocation(), sources, thread, limits);
    if (strict) {
      run.requireGood();
    }
  }

  @Override
  ExitCode run(Session session) {
    return Objects.requireNonNull(run).into(session.threads());
  }
}
