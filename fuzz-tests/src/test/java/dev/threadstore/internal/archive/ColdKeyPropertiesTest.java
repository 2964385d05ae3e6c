package dev.threadstore.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cold.ColdKeyRule;
import dev.threadstore.fuzz.Names;
import dev.threadstore.fuzz.Values;
import dev.threadstore.fuzz.Values.Pair;
import dev.threadstore.internal.archive.ColdKeys.SegmentName;
import dev.threadstore.model.ThreadRef;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** H30, H103: what holds for the keys of any thread's objects. */
class ColdKeyPropertiesTest {
  private static final long MOST = 999_999_999_999_999_999L;
  private static final Values<Long> NUMBERS = Values.numbers(1, MOST);
  private static final Values<Long> POSITIONS = Values.numbers(0, MOST);

  @Test
  void keys_ofAnyThread_stayBelowItsStem() {
    Names.THREADS.forEach(1_000, ref -> keysStayBelowTheStem(new ColdKeys(ref)));
  }

  private static void keysStayBelowTheStem(ColdKeys keys) {
    for (String key : keysOf(keys)) {
      assertThat(ColdKeyRule.requireLegal(key)).startsWith(keys.all()).isLessThan(keys.past());
      assertThat(Path.of("/top").resolve(key).normalize()).isEqualTo(Path.of("/top/" + key));
    }
  }

  @Test
  void keys_ofTwoThreads_areApart() {
    Names.THREADS_ALIKE.forEach(1_000, ColdKeyPropertiesTest::areApart);
  }

  /** Also where what stands between upper and lower case, or Unicode's forms, is lost. */
  private static void areApart(Pair<ThreadRef> threads) {
    String one = new ColdKeys(threads.first()).all();
    String other = new ColdKeys(threads.second()).all();
    for (Names.Form form : List.of(Names.Form.EXACT, Names.Form.UPPER, Names.Form.NFKC_FOLDED)) {
      assertThat(form.of(one).startsWith(form.of(other)))
          .isEqualTo(threads.first().equals(threads.second()));
    }
  }

  @Test
  void number_ofAnEntrysKey_isItsNumberAndTheNewerComesFirst() {
    ColdKeys keys = new ColdKeys(Golden.REF);
    NUMBERS
        .pairs()
        .forEach(
            1_000,
            numbers -> {
              String one = keys.entry(numbers.first());
              String other = keys.entry(numbers.second());
              assertThat(keys.number(one)).hasValue(numbers.first());
              assertThat(Integer.signum(one.compareTo(other)))
                  .isEqualTo(Long.compare(numbers.second(), numbers.first()));
            });
  }

  @Test
  void segmentName_ofASegmentsKey_isWhatItWasMadeOf() {
    ColdKeys keys = new ColdKeys(Golden.REF);
    NUMBERS
        .with(POSITIONS.pairs(), (number, of) -> new SegmentName(number, of.first(), of.second()))
        .forEach(
            1_000,
            name -> {
              String key = keys.segment(name.number(), name.first(), name.last(), "0f");
              assertThat(keys.segmentName(key)).hasValue(name);
            });
  }

  private static List<String> keysOf(ColdKeys keys) {
    return List.of(keys.entry(1), keys.entry(MOST), keys.segment(1, 0, 99, "0f"), keys.pin("aa"));
  }
}
