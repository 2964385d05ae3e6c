package dev.threadstore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole data set through import, flush and export: the file that the environment variable {@code
 * THREADSTORE_DATA} names (JSONL, gzip), or else a generated one of the same shape as the
 * conversations of a customer-service agent that the project is tried with.
 */
class DataSetTest {
  private static final JsonMapper EXACT =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .build();

  @TempDir private Path folder;

  @Test
  void dataSet_importedTwiceArchivedAndExported_isTheSame() throws Exception {
    List<String> lines = dataSet();
    Files.write(folder.resolve("data.jsonl"), lines);
    Map<String, JsonNode> threads = byThread(lines);
    int messages = threads.values().stream().mapToInt(t -> t.get("messages").size()).sum();
    CommandLineRun threadctl = new CommandLineRun(folder, "--json");

    assertThat(threadctl.run("import", "data.jsonl").isOk().line())
        .isEqualTo(counts(threads.size(), messages, messages, 0));
    assertThat(threadctl.run("import", "data.jsonl").isOk().line())
        .isEqualTo(counts(threads.size(), messages, 0, messages));
    assertSame(threads, threadctl.run("export", "--all").isOk().lines());

    assertThat(threadctl.run("flush", "--all").isOk().line())
        .contains("\"archived\":" + threads.size() + ",", "\"failed\":0");
    assertSame(threads, threadctl.run("export", "--all").isOk().lines());
    assertThat(threadctl.run("list").isOk().lines())
        .hasSize(threads.size())
        .allSatisfy(line -> assertThat(line).contains("\"tier\":\"archived\""));
    assertThat(threadctl.run("import", "data.jsonl").isOk().line())
        .isEqualTo(counts(threads.size(), messages, 0, messages));
  }

  private static String counts(int threads, int messages, int added, int known) {
    return "{\"threads\":%d,\"messages\":%d,\"added\":%d,\"known\":%d,\"failed\":0}"
        .formatted(threads, messages, added, known);
  }

  /** Compares the texts of trees: also the order of keys and the digits of numbers. */
  private static void assertSame(Map<String, JsonNode> threads, List<String> exported)
      throws Exception {
    Map<String, JsonNode> found = byThread(exported);
    assertThat(exported).hasSize(threads.size());
    assertThat(found.keySet()).isEqualTo(threads.keySet());
    threads.forEach(
        (id, thread) -> assertThat(found.get(id).toString()).isEqualTo(thread.toString()));
  }

  private static Map<String, JsonNode> byThread(List<String> lines) {
    Map<String, JsonNode> threads = new TreeMap<>();
    for (String line : lines) {
      JsonNode thread = EXACT.readTree(line);
      threads.put(thread.get("thread").asString(), thread);
    }
    return threads;
  }

  private static List<String> dataSet() throws IOException {
    String file = System.getenv("THREADSTORE_DATA");
    if (file == null) {
      return generated();
    }
    try (InputStream stream = new GZIPInputStream(Files.newInputStream(Path.of(file)))) {
      return new String(stream.readAllBytes(), UTF_8).lines().toList();
    }
  }

  /**
   * Conversations of a long system text, turns, tool calls, results, and repeated short answers.
   */
  private static List<String> generated() {
    Random random = new Random(20_240_515);
    List<String> lines = new ArrayList<>();
    for (int thread = 0; thread < 120; thread++) {
      List<String> messages = new ArrayList<>();
      messages.add(message("role", "system", "content", "# Policy\n\n" + "Be exact. ".repeat(400)));
      int turns = 5 + random.nextInt(12);
      for (int turn = 0; turn < turns; turn++) {
        messages.add(
            message("role", "user", "content", random.nextInt(4) == 0 ? "Yes." : "é" + turn));
        messages.add(
            "{\"content\":null,\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"call_%d\",\"score\":%s}]}"
                .formatted(turn, turn + ".50"));
        messages.add(
            message("role", "tool", "tool_call_id", "call_" + turn, "content", "{\"a\": 1}"));
      }
      lines.add(
          "{\"thread\":\"agent-%d/é\",\"messages\":[%s]}"
              .formatted(thread, String.join(",", messages)));
    }
    return lines;
  }

  private static String message(String... keysAndValues) {
    JsonLine line = new JsonLine();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      line.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return line.toString();
  }
}
