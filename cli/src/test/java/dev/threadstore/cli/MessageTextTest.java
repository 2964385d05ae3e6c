package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageTextTest {

  private static String text(String json) {
    return MessageText.of(7, new JsonMessage("m1", json));
  }

  @Test
  void of_openAiToolCall_showsContentAndCall() {
    assertThat(
            text(
                """
                {"role":"assistant","content":"Wait…","tool_calls":[{"id":"call_1",\
                "function":{"name":"find","arguments":"{\\"q\\": 1}"}}]}"""))
        .isEqualTo("#7  assistant  m1\n  Wait…\n  → find({\"q\": 1})  call_1");
  }

  @Test
  void of_openAiToolResult_showsWhatItAnswers() {
    assertThat(
            text(
                """
                {"role":"tool","tool_call_id":"call_1","name":"find","content":"two\\nlines"}"""))
        .isEqualTo("#7  tool  m1\n  ← find  call_1\n  two\n  lines");
  }

  @Test
  void of_anthropicParts_showsEach() {
    assertThat(
            text(
                """
                {"role":"assistant","content":[{"type":"text","text":"Wait…"},\
                {"type":"tool_use","id":"toolu_1","name":"find","input":{"q":1}},\
                {"type":"image","source":{}}]}"""))
        .isEqualTo(
            "#7  assistant  m1\n  Wait…\n  → find({\"q\":1})  toolu_1\n"
                + "  {\"type\":\"image\",\"source\":{}}");
  }

  @Test
  void of_anthropicToolResult_showsWhatItAnswers() {
    assertThat(
            text(
                """
                {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1",\
                "content":[{"type":"text","text":"found"}]}]}"""))
        .isEqualTo("#7  user  m1\n  ← toolu_1\n  found");
  }

  @Test
  void of_anythingElse_isShownAsJson() {
    assertThat(text("{\"type\":\"reasoning\",\"summary\":[]}"))
        .isEqualTo("#7  reasoning  m1\n  {\"type\":\"reasoning\",\"summary\":[]}");
  }

  @Test
  void of_controlCharacters_cannotReachTheTerminal() {
    assertThat(text("{\"role\":\"\\u001b[0m\",\"content\":\"\\u001b[2J\"}"))
        .doesNotContain("\u001b");
  }
}
