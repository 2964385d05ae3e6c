package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompactJsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0",
        "1.00",
        "1e5",
        "1E+5",
        "-0.0",
        "12345678901234567890123456789",
        "0.1000000000000000055511151231257827021181583404541015625"
      })
  void of_number_keepsItsDigits(String number) throws Exception {
    assertThat(CompactJson.of("[ " + number + " ]")).isEqualTo("[" + number + "]");
  }

  @Test
  void of_layoutAndEscapes_areNormalised() throws Exception {
    assertThat(CompactJson.of("{ \"b\" : [ true ,null ],\n \"a\":\"\\u00e9\\/\\ud83d\\ude00\" }"))
        .isEqualTo("{\"b\":[true,null],\"a\":\"é/😀\"}");
  }

  @Test
  void of_twoLayoutsOfOneValue_areEqual() throws Exception {
    assertThat(CompactJson.of("{\"a\": \"\\u00e9\\t\"}"))
        .isEqualTo(CompactJson.of("{\"a\":\"é\\u0009\"}"));
  }

  @Test
  void of_keys_keepTheirOrderAndRepetitions() throws Exception {
    assertThat(CompactJson.of("{\"z\":1,\"a\":2,\"z\":3}")).isEqualTo("{\"z\":1,\"a\":2,\"z\":3}");
  }

  @Test
  void of_halfOfASurrogatePair_staysAnEscape() throws Exception {
    assertThat(CompactJson.of("\"\\ud800 \\ud83d\\ude00 \\udc00\""))
        .isEqualTo("\"\\ud800 😀 \\udc00\"");
  }

  @Test
  void of_scalar_isAValueToo() throws Exception {
    assertThat(CompactJson.of(" \"x\" ")).isEqualTo("\"x\"");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "``,                `empty, where JSON should be`",
        "`{\"a\":`,         `the JSON ends too early`",
        "`{} {}`,           `more than one JSON value`",
        "`{a:1}`,           `not JSON (at column 2)`",
        "`[1,]`,            `not JSON (at column 4)`",
        "`[NaN]`,           `not JSON (at column 5)`",
      })
  void of_notOneValue_isRefusedAndNotQuoted(String text, String problem) {
    assertThatThrownBy(() -> CompactJson.of(text))
        .isInstanceOf(BadInputException.class)
        .hasMessage(problem);
  }

  @Test
  void of_deepNesting_isRefusedRatherThanOverflowing() {
    assertThatThrownBy(() -> CompactJson.of("[".repeat(100_000)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void quote_anything_isReadBackAsItself() throws Exception {
    String odd = "\" \\ \n \u0000 é 😀 \u2028";
    assertThat(CompactJson.of(CompactJson.quote(odd))).isEqualTo(CompactJson.quote(odd));
    assertThat(CompactJson.quote(odd)).doesNotContain("\n");
  }
}
