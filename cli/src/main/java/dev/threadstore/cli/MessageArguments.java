package dev.threadstore.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments that say which messages to append to which thread. */
final class MessageArguments {

  @Parameters(index = "0", paramLabel = "ID", description = "the thread")
  private String thread;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "MESSAGE",
      description = "messages as JSON objects; - reads them from standard input, one a line")
  private List<String> arguments = new ArrayList<>();

  @Option(names = "--role", paramLabel = "ROLE", description = "the role of one more message")
  private @Nullable String role;

  @Option(names = "--content", paramLabel = "TEXT", description = "its content")
  private @Nullable String content;

  @Option(names = "--id", paramLabel = "ID", description = "its id")
  private @Nullable String id;

  String thread() {
    return thread;
  }

  /**
   * The messages, compact, at least one.
   *
   * @throws CommandFailure if there are none, or one is bad
   */
  List<String> read(Terminal terminal) {
    List<String> messages = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.equals("-")) {
        messages.addAll(standardInput(terminal));
      } else {
        messages.add(checked("message " + messages.size(), argument));
      }
    }
    if (role != null || content != null || id != null) {
      messages.add(checked("--id", ofOptions()));
    }
    if (messages.isEmpty()) {
      throw CommandFailure.usage(
          "no messages are given", "give --role and --content, or messages as JSON");
    }
    return messages;
  }

  private String ofOptions() {
    if (role == null || content == null) {
      throw CommandFailure.usage("half a message is given", "give both --role and --content");
    }
    JsonLine message = new JsonLine();
    if (id != null) {
      message.put("id", id);
    }
    return message.put("role", role).put("content", content).toString();
  }

  private static List<String> standardInput(Terminal terminal) {
    List<String> messages = new ArrayList<>();
    try (LineReader lines = new LineReader(terminal.in())) {
      for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
        messages.add(checked("standard input:" + line.number(), line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return messages;
  }

  private static String checked(String where, LineReader.Line line) {
    try {
      return checked(where, line.text());
    } catch (BadInputException e) {
      throw bad(where, e);
    }
  }

  private static String checked(String where, String json) {
    try {
      String message = CompactJson.of(json);
      MessageIds.ownId(message); // refuses what is no message
      return message;
    } catch (BadInputException e) {
      throw bad(where, e);
    }
  }

  private static CommandFailure bad(String where, BadInputException e) {
    return CommandFailure.usage(where + ": " + e.problem(), "a message is a JSON object");
  }
}
