package dev.threadstore.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cold.ColdKeyRule;
import dev.threadstore.fuzz.Names;
import dev.threadstore.internal.archive.ColdKeys.SegmentName;
import dev.threadstore.model.ThreadRef;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** H30, H103: what holds for the keys of any thread's objects. */
class ColdKeyPropertiesTest {
  private static final long MOST = 999_999_999_999_999_999L;

  @Property
  void keys_ofAnyThread_stayBelowItsStem(
      @ForAll(supplier = Names.Any.class) String namespace,
      @ForAll(supplier = Names.Any.class) String id) {
    ColdKeys keys = new ColdKeys(new ThreadRef(namespace, id));
    for (String key : keysOf(keys)) {
      assertThat(ColdKeyRule.requireLegal(key)).startsWith(keys.all()).isLessThan(keys.past());
      assertThat(Path.of("/root").resolve(key).normalize()).isEqualTo(Path.of("/root/" + key));
    }
  }

  /** Also where what stands between upper and lower case, or Unicode's forms, is lost. */
  @Property
  void keys_ofTwoThreads_areApart(
      @ForAll(supplier = Names.Likes.class) Names.Pair namespaces,
      @ForAll(supplier = Names.Likes.class) Names.Pair ids) {
    ThreadRef first = new ThreadRef(namespaces.first(), ids.first());
    ThreadRef second = new ThreadRef(namespaces.second(), ids.second());
    String one = new ColdKeys(first).all();
    String other = new ColdKeys(second).all();
    for (Names.Form form : List.of(Names.Form.EXACT, Names.Form.UPPER, Names.Form.NFKC_FOLDED)) {
      assertThat(form.of(one).startsWith(form.of(other))).isEqualTo(first.equals(second));
    }
  }

  @Property
  void number_ofAnEntrysKey_isItsNumberAndTheNewerComesFirst(
      @ForAll @LongRange(min = 1, max = MOST) long number,
      @ForAll @LongRange(min = 1, max = MOST) long other) {
    ColdKeys keys = new ColdKeys(Golden.REF);
    assertThat(keys.number(keys.entry(number))).hasValue(number);
    assertThat(Integer.signum(keys.entry(number).compareTo(keys.entry(other))))
        .isEqualTo(Long.compare(other, number));
  }

  @Property
  void segmentName_ofASegmentsKey_isWhatItWasMadeOf(
      @ForAll @LongRange(min = 1, max = MOST) long number,
      @ForAll @LongRange(min = 0, max = MOST) long first,
      @ForAll @LongRange(min = 0, max = MOST) long last) {
    ColdKeys keys = new ColdKeys(Golden.REF);
    assertThat(keys.segmentName(keys.segment(number, first, last, "0f")))
        .hasValue(new SegmentName(number, first, last));
  }

  private static List<String> keysOf(ColdKeys keys) {
    return List.of(keys.entry(1), keys.entry(MOST), keys.segment(1, 0, 99, "0f"), keys.pin("aa"));
  }
}
