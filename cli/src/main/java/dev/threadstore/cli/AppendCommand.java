package dev.threadstore.cli;

import dev.threadstore.model.AppendResult;
import dev.threadstore.model.TieredThreadManager;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code append}: new messages at the end of a thread. */
@Command(
    name = "append",
    description = {
      "Appends messages to a thread; an archived one is hydrated first.",
      "",
      "A message with an \"id\" is appended once, however often the command is repeated. One without"
          + " is new every time."
    },
    footer = {
      "  threadctl append trip-42 --role user --content 'And a window seat, please.'",
      "  threadctl append trip-42 --id retry-7 --role user --content 'Once only.'",
      "  threadctl append trip-42 '{\"role\":\"user\",\"content\":\"Hello\"}'",
      "  tail -n 2 messages.jsonl | threadctl append trip-42 -"
    })
final class AppendCommand extends StoreCommand {

  @Mixin private final MessageArguments arguments = new MessageArguments();

  @Option(names = "--create", description = "create the thread if there is none")
  private boolean create;

  @Mixin private final ExpectedRevision expected = new ExpectedRevision();

  private List<String> messages = List.of();

  AppendCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  void check(Configuration configuration) {
    messages = arguments.read(terminal());
  }

  @Override
  ExitCode run(Session session) {
    TieredThreadManager<JsonMessage> manager = session.thread(arguments.thread());
    if (create) {
      manager.createIfAbsent();
    }
    NewMessages target = new NewMessages(manager);
    AppendResult result =
        expected.isGiven() ? target.append(messages, expected.revision()) : target.append(messages);
    terminal().line(json() ? json(result) : text(result));
    if (result.conflicting().isEmpty()) {
      return ExitCode.OK;
    }
    String ids = Printable.line(String.join(", ", result.conflicting()));
    terminal()
        .notice("threadctl: the thread has, and keeps, other messages under these ids: " + ids);
    return ExitCode.CONFLICT;
  }

  private static String text(AppendResult result) {
    return "%d added, %d known; the thread has %s at revision %s"
        .formatted(
            result.added().size(),
            result.known().size(),
            Sizes.count(result.length(), "message"),
            result.revision());
  }

  private String json(AppendResult result) {
    return new JsonLine()
        .put("id", arguments.thread())
        .putStrings("added", result.added())
        .putStrings("known", result.known())
        .putStrings("conflicting", result.conflicting())
        .put("messages", result.length())
        .put("revision", result.revision().toString())
        .toString();
  }
}
