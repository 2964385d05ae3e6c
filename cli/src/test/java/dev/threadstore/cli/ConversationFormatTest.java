package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationFormatTest {
  private final ConversationFormat format = new ConversationFormat();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"thread\":\"t\",\"messages\":[]}",
        "{\"thread\":\"é \\\"x\\\"\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
        "{\"thread\":\"t\",\"messages\":[{\"n\":1.50},{\"n\":1.50}],\"state\":{\"b\":1e3,\"a\":[]}}",
        "{\"thread\":\"t\",\"messages\":[],\"state\":\"text\"}",
      })
  void write_whatWasParsed_isTheSameLine(String line) throws Exception {
    Conversation conversation = format.parse(line);
    assertThat(
            ConversationFormat.write(
                conversation.thread(), conversation.messages(), conversation.state()))
        .isEqualTo(line);
  }

  @Test
  void parse_keysInAnyOrder_areFound() throws Exception {
    Conversation conversation =
        format.parse("{\"state\":{\"s\":1},\"messages\":[{\"id\":\"1\"}],\"thread\":\"t\"}");
    assertThat(conversation.thread()).isEqualTo("t");
    assertThat(conversation.messages()).containsExactly(new JsonMessage("1", "{\"id\":\"1\"}"));
    assertThat(conversation.state()).isEqualTo("{\"s\":1}");
  }

  @Test
  void parse_nullState_isNoState() throws Exception {
    assertThat(format.parse("{\"thread\":\"t\",\"messages\":[],\"state\":null}").state()).isNull();
  }

  @Test
  void parse_keysOfOthers_areLeftOutAndRemembered() throws Exception {
    format.parse("{\"thread\":\"t\",\"meta\":{\"thread\":1},\"messages\":[],\"tags\":[[1]]}");
    format.parse("{\"thread\":\"t\",\"meta\":1,\"messages\":[]}");
    assertThat(format.ignoredKeys()).containsExactly("meta", "tags");
  }

  @Test
  void parse_notAConversation_saysWhy() {
    assertProblem("[]", "not a JSON object");
    assertProblem("{\"messages\":[]}", "no `thread`");
    assertProblem("{\"thread\":\"t\"}", "no `messages`");
    assertProblem("{\"thread\":1,\"messages\":[]}", "`thread` is not a string");
    assertProblem("{\"thread\":\"t\",\"messages\":{}}", "`messages` is not an array");
    assertProblem("{\"thread\":\"t\",\"thread\":\"u\"}", "the key `thread` twice");
    assertProblem("{\"thread\":\"t\",\"messages\":[]} 1", "more than one JSON value");
    assertProblem("{\"thread\":\"t\",\"messages\":[{\"a\"", "the JSON ends too early");
    assertProblem("{\"thread\":\"t\",\"messages\":[{},\"x\"]}", "message 1: not a JSON object");
  }

  private void assertProblem(String line, String problem) {
    assertThatThrownBy(() -> format.parse(line))
        .isInstanceOf(BadInputException.class)
        .hasMessage(problem);
  }
}
