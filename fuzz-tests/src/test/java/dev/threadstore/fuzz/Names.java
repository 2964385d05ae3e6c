package dev.threadstore.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.threadstore.model.NameEncoding;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Names of threads and namespaces, above all those that something in between takes for the same.
 */
public final class Names {
  private static final List<String> PARTS =
      List.of(
          "a",
          "A",
          "b",
          "0",
          "7",
          "-",
          "_",
          ".",
          "..",
          "/",
          "\\",
          ":",
          "{",
          "}",
          "%",
          "%41",
          "%2e",
          " ",
          "\t",
          "\n",
          "\u0000",
          "\u007f",
          "*",
          "?",
          "[",
          "]",
          "~",
          "+",
          "|",
          "\"",
          "con",
          "NUL",
          "threads",
          "snapshots",
          "head",
          // One letter, composed and decomposed; the Kelvin and Angstrom signs; a ligature.
          "\u00e9",
          "e\u0301",
          "\u00c5",
          "A\u030a",
          "\u212b",
          "\u212a",
          "K",
          "k",
          "\ufb01",
          "fi",
          // Cases that do not come back: German, Turkish, Greek.
          "\u00df",
          "\u1e9e",
          "SS",
          "ss",
          "I",
          "i",
          "\u0130",
          "\u0131",
          "\u03c2",
          "\u03c3",
          "\u03a3",
          // Not to be seen: joiners, marks of direction, a byte order mark, a soft hyphen.
          "\u200b",
          "\u200d",
          "\u202e",
          "\ufeff",
          "\u00ad",
          "\u00a0",
          "\u3000",
          // Other digits and letters that look like ours, and what takes two chars.
          "\u0661",
          "\uff21",
          "\u0430",
          "\u6f22",
          "\ud83d\ude42",
          "\ud83c\udff3\ufe0f");

  private Names() {}

  /** What becomes of a name on its way, in a file system or in a database. */
  @SuppressWarnings("ImmutableEnumChecker") // the functions here are
  public enum Form {
    EXACT(name -> name),
    LOWER(name -> name.toLowerCase(Locale.ROOT)),
    UPPER(name -> name.toUpperCase(Locale.ROOT)),
    TURKISH_LOWER(name -> name.toLowerCase(Locale.forLanguageTag("tr"))),
    TURKISH_UPPER(name -> name.toUpperCase(Locale.forLanguageTag("tr"))),
    NFC(name -> Normalizer.normalize(name, Normalizer.Form.NFC)),
    NFD(name -> Normalizer.normalize(name, Normalizer.Form.NFD)),
    NFKC_FOLDED(
        name ->
            Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT)),
    WITHOUT_WHAT_IS_NOT_SEEN(name -> name.replaceAll("[\\p{Cf}\\p{Cc}\\p{Z}\ufe0f]", "")),
    WITHOUT_DOTS_AND_SPACES_AT_THE_END(name -> name.replaceAll("[. ]+$", ""));

    private final UnaryOperator<String> change;

    Form(UnaryOperator<String> change) {
      this.change = change;
    }

    /** A name in this form. */
    public String of(String name) {
      return change.apply(name);
    }
  }

  /** Two names, of which the second is often a form of the first. */
  public record Pair(String first, String second) {}

  /** Any name that a thread can have. */
  public static final class Any implements ArbitrarySupplier<String> {
    @Override
    public Arbitrary<String> get() {
      Arbitrary<String> odd =
          Arbitraries.of(PARTS)
              .list()
              .ofMinSize(1)
              .ofMaxSize(6)
              .map(parts -> String.join("", parts));
      Arbitrary<String> any =
          Arbitraries.strings().ofMinLength(1).ofMaxLength(8).filter(Names::isUnicode);
      return Arbitraries.frequencyOf(Tuple.of(3, odd), Tuple.of(1, any));
    }
  }

  /** Two names that are likely to meet. */
  public static final class Likes implements ArbitrarySupplier<Pair> {
    @Override
    public Arbitrary<Pair> get() {
      Arbitrary<String> names = new Any().get();
      Arbitrary<Form> forms = Arbitraries.of(Form.class);
      Arbitrary<Pair> changed =
          Combinators.combine(names, forms, forms)
              .as((name, one, other) -> new Pair(one.of(name), other.of(name)));
      return Arbitraries.oneOf(changed, Combinators.combine(names, names).as(Pair::new))
          .filter(pair -> isName(pair.first()) && isName(pair.second()));
    }
  }

  /** What may have been encoded, or damaged since. */
  public static final class MaybeEncoded implements ArbitrarySupplier<String> {
    @Override
    public Arbitrary<String> get() {
      Arbitrary<String> parts =
          Arbitraries.of(
              "a",
              "%41",
              "%4",
              "%",
              "%%",
              "%61",
              "%c3%a9",
              "%C3%A9",
              "%e9",
              "%ff",
              "%00",
              ".",
              "..",
              "%2e",
              "/",
              "A",
              "%ed%a0%80",
              "%c0%80",
              "\u0161",
              "\uff11",
              "%\uff14\uff11",
              "%+1");
      return Arbitraries.oneOf(
          parts.list().ofMaxSize(5).map(list -> String.join("", list)), Arbitraries.strings());
    }
  }

  /** Half of a surrogate pair. */
  public static final class Lone implements ArbitrarySupplier<String> {
    @Override
    public Arbitrary<String> get() {
      return Arbitraries.chars().range('\ud800', '\udfff').map(String::valueOf);
    }
  }

  /** Some forms are longer. */
  private static boolean isName(String text) {
    return !text.isEmpty() && text.getBytes(UTF_8).length <= NameEncoding.MAX_ENCODED_LENGTH / 3;
  }

  private static boolean isUnicode(String text) {
    return UTF_8.newEncoder().canEncode(text);
  }
}
