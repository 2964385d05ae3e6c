package dev.threadstore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.fuzz.Names;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** H30, H103: what holds for the encoding of any name. */
class NamePropertiesTest {

  @Property
  void decode_ofAnEncodedName_isTheName(@ForAll(supplier = Names.Any.class) String name) {
    assertThat(NameEncoding.decode(NameEncoding.encode("id", name))).isEqualTo(name);
  }

  @Property
  void encode_anyName_isOneSafeSegment(@ForAll(supplier = Names.Any.class) String name) {
    assertThat(NameEncoding.encode("id", name))
        .matches("[a-z0-9_%-]([a-z0-9._%-]*[a-z0-9_%-])?")
        .hasSizeLessThanOrEqualTo(NameEncoding.MAX_ENCODED_LENGTH);
  }

  @Property
  void encode_twoLikeNames_areApartInEveryForm(
      @ForAll(supplier = Names.Likes.class) Names.Pair pair) {
    String first = NameEncoding.encode("id", pair.first());
    String second = NameEncoding.encode("id", pair.second());
    for (Names.Form form : Names.Form.values()) {
      assertThat(form.of(first).equals(form.of(second)))
          .as("%s of %s and %s", form, first, second)
          .isEqualTo(pair.first().equals(pair.second()));
    }
  }

  @Property
  void decode_anyText_isRefusedUnlessItIsWhatItsNameEncodesTo(
      @ForAll(supplier = Names.MaybeEncoded.class) String text) {
    try {
      assertThat(NameEncoding.encode("id", NameEncoding.decode(text))).isEqualTo(text);
    } catch (InvalidInputException e) {
      assertThat(text).doesNotMatch("[a-z0-9_-]{1,200}");
    }
  }

  @Property
  void encode_halfOfASurrogatePair_isRefused(
      @ForAll(supplier = Names.Any.class) String name,
      @ForAll(supplier = Names.Lone.class) String lone) {
    for (String broken : List.of(lone, name + lone + "x", "x" + lone + name)) {
      if (!isUnicode(broken)) {
        assertThatThrownBy(() -> NameEncoding.encode("id", broken))
            .isInstanceOf(InvalidInputException.class);
      }
    }
  }

  private static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
  }

  @Property
  void parse_ofARevisionAsText_isThatRevision(
      @ForAll @LongRange(min = 0, max = 999_999_999_999_999_999L) long version,
      @ForAll @Size(20) byte[] stamp) {
    Revision revision = Revision.of(version, HexFormat.of().formatHex(stamp));
    assertThat(Revision.parse(revision.toString())).isEqualTo(revision);
  }
}
