package dev.threadstore.cli;

import dev.threadstore.model.Lineage;
import dev.threadstore.model.ThreadInfo;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code show}: one thread, for people or as JSON. */
@Command(
    name = "show",
    description = {
      "Shows a thread: where it is, its state, and its messages with their ids.",
      "It stays in the tier where it is."
    },
    footer = {
      "  threadctl show trip-42",
      "  threadctl show --tail 3 trip-42",
      "  threadctl show --json trip-42 | jq '.messages[].message.content'"
    })
final class ShowCommand extends StoreCommand {

  @Parameters(paramLabel = "ID", description = "the thread")
  private String id = "";

  @Option(names = "--tail", paramLabel = "N", description = "only the last N messages")
  private @Nullable Integer tail;

  ShowCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  void check(Configuration configuration) {
    if (tail != null && tail < 1) {
      throw CommandFailure.usage("not a number of messages: tail=`" + tail + "`", "1 is the least");
    }
  }

  @Override
  ExitCode run(Session session) {
    TieredThreadManager<JsonMessage> thread = session.thread(id);
    ThreadView view = tail == null ? ThreadView.whole(thread) : ThreadView.tail(thread, tail);
    if (json()) {
      terminal().line(json(view));
    } else {
      print(view);
    }
    return ExitCode.OK;
  }

  private void print(ThreadView view) {
    ThreadInfo info = view.info();
    field("thread", info.ref().toString());
    field("tier", tier(info));
    field("messages", Long.toString(info.length()));
    field("revision", info.revision().toString());
    field("created", info.created().toString());
    field("changed", info.changed().toString());
    info.lineage().ifPresent(lineage -> field("forked", "from " + source(lineage)));
    field("state", view.state() == null ? "none" : view.state());
    long position = view.first();
    for (JsonMessage message : view.messages()) {
      terminal().line("");
      terminal().line(MessageText.of(position++, message));
    }
  }

  private void field(String name, String value) {
    terminal().line("%-10s%s".formatted(name, Printable.line(value)));
  }

  private static String tier(ThreadInfo info) {
    String snapshot = "snapshot " + info.snapshot();
    if (info.tier() == Tier.ARCHIVED) {
      return "archived as " + snapshot;
    }
    if (info.archived()) {
      return "hot, archived as " + snapshot;
    }
    return info.snapshot() == 0 ? "hot, not archived" : "hot, changed since " + snapshot;
  }

  private static String source(Lineage lineage) {
    return lineage.source() + " after " + Sizes.count(lineage.length(), "message");
  }

  private static String json(ThreadView view) {
    ThreadInfo info = view.info();
    JsonLine line =
        new JsonLine()
            .put("namespace", info.ref().namespace())
            .put("id", info.ref().id())
            .put("tier", ListCommand.tier(info))
            .put("length", info.length())
            .put("revision", info.revision().toString())
            .put("snapshot", info.snapshot())
            .put("archived", info.archived())
            .put("created", info.created().toString())
            .put("changed", info.changed().toString());
    info.lineage()
        .ifPresent(
            lineage ->
                line.put("forked_from", lineage.source().toString())
                    .put("forked_length", lineage.length()));
    List<String> messages = new ArrayList<>();
    long position = view.first();
    for (JsonMessage message : view.messages()) {
      messages.add(
          new JsonLine()
              .put("position", position++)
              .put("id", message.id())
              .putJson("message", message.json())
              .toString());
    }
    return line.putJson("state", view.state() == null ? "null" : view.state())
        .putArray("messages", messages)
        .toString();
  }
}
