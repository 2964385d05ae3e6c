package dev.threadstore.cli;

import dev.threadstore.model.ChangeResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code state set}. */
@Command(
    name = "set",
    description = "Replaces the state of a thread; an archived one is hydrated first.",
    footer = {
      "  threadctl state set trip-42 '{\"step\":\"paid\"}'",
      "  threadctl state set trip-42 - < state.json"
    })
final class StateSetCommand extends StoreCommand {

  @Parameters(index = "0", paramLabel = "ID", description = "the thread")
  private String thread;

  @Parameters(
      index = "1",
      paramLabel = "JSON",
      description = "the new state; - reads it from standard input")
  private String json;

  @Mixin private final ExpectedRevision expected = new ExpectedRevision();

  private String state = "";

  StateSetCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  void check(Configuration configuration) {
    try {
      state = CompactJson.of(json.equals("-") ? standardInput() : json);
    } catch (BadInputException e) {
      throw CommandFailure.usage("the state: " + e.problem(), "a state is one JSON value");
    }
  }

  private String standardInput() {
    try {
      return new String(terminal().in().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  ExitCode run(Session session) {
    ChangeResult result = session.thread(thread).state().saveJson(state, expected.revision());
    Changed.report(invocation(), thread, result);
    return ExitCode.OK;
  }
}
