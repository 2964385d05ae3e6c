package dev.threadstore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameEncodingTest {

  @ParameterizedTest
  @CsvSource({
    "user-42_x, user-42_x",
    "a.b, a.b",
    "Ab/c, %41b%2fc",
    ".., %2e%2e",
    ".hidden, %2ehidden",
    "dot., dot%2e",
    "a:b{c}, a%3ab%7bc%7d",
    "50%, 50%25",
    "é, %c3%a9"
  })
  void encode_isAsDocumented(String name, String encoded) {
    assertThat(NameEncoding.encode("id", name)).isEqualTo(encoded);
    assertThat(NameEncoding.decode(encoded)).isEqualTo(name);
  }

  /** H30, H103: no two names share a key, also where case or Unicode form is not kept. */
  @Test
  void encode_randomNames_areInjectiveUnderCaseFoldingAndNormalisation() {
    Random random = new Random(42);
    String alphabet = "aAbB.:/{}%-_~\u0000\n ée\u0301Åß漢🙂\\*?[]ıİ";
    int[] points = alphabet.codePoints().toArray();
    Map<String, String> seen = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int length = 1 + random.nextInt(4); length > 0; length--) {
        name.appendCodePoint(points[random.nextInt(points.length)]);
      }
      String encoded = NameEncoding.encode("id", name.toString());
      assertThat(encoded).matches("[a-z0-9._%-]+").isNotIn(".", "..");
      assertThat(NameEncoding.decode(encoded)).isEqualTo(name.toString());
      String folded = Normalizer.normalize(encoded, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
      assertThat(seen.merge(folded, name.toString(), (a, b) -> a.equals(b) ? a : a + "≠" + b))
          .isEqualTo(name.toString());
    }
  }

  @Test
  void encode_badNames_areRefusedWithLimitAndValue() {
    assertThatThrownBy(() -> NameEncoding.encode("id", ""))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("id is empty");
    assertThatThrownBy(() -> NameEncoding.encode("id", "a\ud800"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("surrogate");
    assertThat(NameEncoding.encode("id", "x".repeat(200))).hasSize(200);
    assertThatThrownBy(() -> NameEncoding.encode("id", "x".repeat(201)))
        .isInstanceOfSatisfying(
            LimitExceededException.class,
            e -> {
              assertThat(e.limit()).isEqualTo(200);
              assertThat(e.value()).isEqualTo(201);
            });
  }

  @Test
  void decode_whatNoNameEncodesTo_isRefused() {
    for (String text : List.of("", "A", "%4", "%4A", "%61", "a/b", "..", "%ff", "%zz")) {
      assertThatThrownBy(() -> NameEncoding.decode(text))
          .as(text)
          .isInstanceOf(InvalidInputException.class);
    }
  }
}
