package dev.threadstore.cli;

import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A message as people read it: who, what, and the tool calls and results, whether it is written as
 * OpenAI or as Anthropic do. What is neither is shown as JSON.
 */
final class MessageText {
  private static final String INDENT = "  ";

  private final StringJoiner lines = new StringJoiner("\n");

  private MessageText() {}

  /** The lines of a message. */
  static String of(long position, JsonMessage message) {
    JsonNode json = JsonMapper.shared().readTree(message.json());
    MessageText text = new MessageText();
    text.lines.add("#%d  %s  %s".formatted(position, role(json), Printable.line(message.id())));
    text.body(json, message);
    return text.lines.toString();
  }

  private static String role(JsonNode json) {
    String role = json.path("role").asString("");
    String type = json.path("type").asString("message");
    return Printable.line(role.isEmpty() ? type : role);
  }

  private void body(JsonNode json, JsonMessage message) {
    int before = lines.length();
    if (json.path("tool_call_id").isString()) {
      block("← " + named(json.path("name"), json.path("tool_call_id")));
    }
    content(json.path("content"));
    for (JsonNode call : json.path("tool_calls")) {
      JsonNode function = call.path("function");
      call(function.path("name"), function.path("arguments"), call.path("id"));
    }
    if (lines.length() == before) {
      block(message.json());
    }
  }

  private void content(JsonNode content) {
    if (content.isString()) {
      block(content.asString());
    }
    if (content.isArray()) {
      content.forEach(this::part);
    }
  }

  private void part(JsonNode part) {
    switch (part.path("type").asString("")) {
      case "text" -> block(part.path("text").asString(""));
      case "tool_use" -> call(part.path("name"), part.path("input"), part.path("id"));
      case "tool_result" -> {
        block("← " + part.path("tool_use_id").asString(""));
        content(part.path("content"));
      }
      default -> block(part.toString());
    }
  }

  private void call(JsonNode name, JsonNode arguments, JsonNode id) {
    String given = arguments.isString() ? arguments.asString() : arguments.toString();
    block("→ %s(%s)  %s".formatted(name.asString("?"), given, id.asString("")).stripTrailing());
  }

  private static String named(JsonNode name, JsonNode id) {
    return name.isString() ? name.asString() + "  " + id.asString() : id.asString();
  }

  private void block(String text) {
    if (!text.isEmpty()) {
      Printable.block(text).lines().forEach(line -> lines.add((INDENT + line).stripTrailing()));
    }
  }
}
