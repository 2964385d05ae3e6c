package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdsTest {
  private static final String HI = "{\"role\":\"user\",\"content\":\"hi\"}";
  private static final String YES = "{\"role\":\"user\",\"content\":\"yes\"}";

  private static List<String> idsOf(String... messages) throws BadInputException {
    MessageIds ids = new MessageIds();
    List<String> result = new ArrayList<>();
    for (String message : messages) {
      result.add(ids.identify(message).id());
    }
    return result;
  }

  @Test
  void identify_withoutId_isNamedAfterTheContentForEver() throws Exception {
    // The value is a promise: files imported today are known to every later version.
    assertThat(idsOf(HI)).containsExactly("mae760f5ba03c31ac30c2aa67");
  }

  @Test
  void identify_repeatedContent_getsDistinctIds() throws Exception {
    assertThat(idsOf(YES, HI, YES, YES)).doesNotHaveDuplicates().hasSize(4);
  }

  @Test
  void identify_conversationThatHasGrown_keepsTheIdsOfItsBeginning() throws Exception {
    assertThat(idsOf(YES, HI, YES, HI, YES)).startsWith(idsOf(YES, HI, YES).toArray(String[]::new));
  }

  @Test
  void identify_conversationThatLostAMessage_keepsTheOtherIds() throws Exception {
    assertThat(idsOf(YES, HI, "{\"role\":\"tool\"}")).containsAll(idsOf(HI, "{\"role\":\"tool\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"id\":\"msg_1\",\"x\":1}`,               msg_1",
        "`{\"x\":{\"id\":\"no\"},\"id\":\"yes\"}`,   yes",
        "`{\"id\":1234567890123456789012}`,          1234567890123456789012",
        "`{\"id\":\"é😀\"}`,                         é😀",
      })
  void identify_ownId_isKept(String message, String id) throws Exception {
    assertThat(idsOf(message)).containsExactly(id);
  }

  @Test
  void identify_nullId_isNoId() throws Exception {
    assertThat(idsOf("{\"id\":null}").get(0)).startsWith("m");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "3",
        "{\"id\":\"\"}",
        "{\"id\":true}",
        "{\"id\":1.5}",
        "{\"id\":{}}",
        "{\"id\":\"\\ud800\"}"
      })
  void identify_whatCannotBeAMessage_isRefused(String json) {
    assertThatThrownBy(() -> idsOf(json)).isInstanceOf(BadInputException.class);
  }

  @Test
  void identify_idOverTheLimit_isRefused() throws Exception {
    assertThat(idsOf("{\"id\":\"" + "x".repeat(256) + "\"}")).hasSize(1);
    assertThatThrownBy(() -> idsOf("{\"id\":\"" + "é".repeat(129) + "\"}"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("its id is longer than 256 bytes");
  }
}
