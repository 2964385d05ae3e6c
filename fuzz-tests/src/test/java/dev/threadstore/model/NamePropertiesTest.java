package dev.threadstore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.fuzz.Names;
import dev.threadstore.fuzz.Values;
import dev.threadstore.fuzz.Values.Pair;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** H30, H103: what holds for the encoding of any name. */
class NamePropertiesTest {

  @Test
  void decode_ofAnEncodedName_isTheName() {
    Names.ANY.forEach(
        1_000,
        name -> assertThat(NameEncoding.decode(NameEncoding.encode("id", name))).isEqualTo(name));
  }

  @Test
  void encode_anyName_isOneSafeSegment() {
    Names.ANY.forEach(
        1_000,
        name ->
            assertThat(NameEncoding.encode("id", name))
                .matches("[a-z0-9_%-]([a-z0-9._%-]*[a-z0-9_%-])?")
                .hasSizeLessThanOrEqualTo(NameEncoding.MAX_ENCODED_LENGTH));
  }

  @Test
  void encode_twoLikeNames_areApartInEveryForm() {
    Names.ALIKES.forEach(1_000, NamePropertiesTest::areApartInEveryForm);
  }

  private static void areApartInEveryForm(Pair<String> names) {
    String first = NameEncoding.encode("id", names.first());
    String second = NameEncoding.encode("id", names.second());
    for (Names.Form form : Names.Form.values()) {
      assertThat(form.of(first).equals(form.of(second)))
          .as("%s of %s and %s", form, first, second)
          .isEqualTo(names.first().equals(names.second()));
    }
  }

  @Test
  void decode_anyText_isRefusedUnlessItIsWhatItsNameEncodesTo() {
    Names.MAYBE_ENCODED.forEach(
        1_000,
        text -> {
          try {
            assertThat(NameEncoding.encode("id", NameEncoding.decode(text))).isEqualTo(text);
          } catch (InvalidInputException e) {
            assertThat(text).doesNotMatch("[a-z0-9_-]{1,200}");
          }
        });
  }

  @Test
  void encode_halfOfASurrogatePair_isRefused() {
    Values<List<String>> broken =
        Names.ANY.with(
            Names.LONE_SURROGATES,
            (name, lone) -> List.of(lone, name + lone + "x", "x" + lone + name));
    broken.forEach(
        1_000,
        names ->
            assertThat(names)
                .allSatisfy(
                    name ->
                        assertThatThrownBy(() -> NameEncoding.encode("id", name))
                            .isInstanceOf(InvalidInputException.class)));
  }

  @Test
  void parse_ofARevisionAsText_isThatRevision() {
    Values<String> stamps =
        new Values<>(List.of("0".repeat(40), "f".repeat(40)), NamePropertiesTest::stamp);
    Values.numbers(0, 999_999_999_999_999_999L)
        .with(stamps, Revision::of)
        .forEach(
            1_000, revision -> assertThat(Revision.parse(revision.toString())).isEqualTo(revision));
  }

  private static String stamp(Random random) {
    byte[] bytes = new byte[20];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
