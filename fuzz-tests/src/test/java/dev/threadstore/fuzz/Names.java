package dev.threadstore.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.threadstore.fuzz.Values.Pair;
import dev.threadstore.model.NameEncoding;
import dev.threadstore.model.ThreadRef;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names of threads and namespaces, above all those that something in between takes for the same.
 */
public final class Names {
  /** Names, by what takes them for the same or treats them alike. */
  private static final List<List<String>> ALIKE =
      List.of(
          List.of("a", "A", "a.", "a ", "a\u200b", "\ufeffa", "\u0430", "aa", "a/a", "%61"),
          List.of("A", "\uff21", "%41", "%2541"),
          List.of("7", "\uff17", "\u0667"),
          // One letter, composed and decomposed; the Angstrom and Kelvin signs; a ligature.
          List.of("\u00e9", "e\u0301", "\u00c9"),
          List.of("\u00c5", "A\u030a", "\u212b"),
          List.of("K", "k", "\u212a"),
          List.of("fi", "\ufb01"),
          // Cases that do not come back: German, Turkish, Greek.
          List.of("ss", "SS", "\u00df", "\u1e9e"),
          List.of("i", "I", "\u0130", "\u0131"),
          List.of("\u03c2", "\u03c3", "\u03a3"),
          // Not to be seen: blanks, joiners, marks of direction, a byte order mark, a soft hyphen.
          List.of(" ", "\u00a0", "\u3000", "\t", "\n", "\u0000", "\u007f"),
          List.of("\u200b", "\u200d", "\u202e", "\ufeff", "\u00ad"),
          // What means something else in paths, patterns, keys or shells.
          List.of(".", "..", "%2e", "\u2024"),
          List.of("/", "\\", "%2f"),
          List.of(":", "|", "%"),
          List.of("-", "_", "+", "~"),
          List.of("{", "}"),
          List.of("[", "]", "*", "?"),
          List.of("<", ">", "\""),
          List.of("con", "CON", "NUL"),
          List.of("threads", "snapshots", "head"),
          // What takes two chars or more.
          List.of("\u6f22", "\ud83d\ude42", "\ud83c\udff3", "\ud83c\udff3\ufe0f"),
          List.of("b", "0"));

  private static final List<String> PARTS = ALIKE.stream().flatMap(List::stream).toList();

  private static final List<String> SHORTEST =
      List.of("a", "A", "-", ".", "..", "/", ":", "{", "}", "%", " ", "\u0000", "\u200b", "\u00e9");

  /** The longest there are, and names like them. */
  private static final List<String> LONGEST =
      List.of(
          "a".repeat(200),
          "a".repeat(199) + "b",
          "a".repeat(199),
          "A".repeat(66),
          "a".repeat(66),
          "\u00e9".repeat(33),
          "\u00c9".repeat(33));

  /** Parts of encoded names, whole and damaged, and of what may be taken for such. */
  private static final List<String> ENCODED_PARTS =
      List.of(
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
          "%+1",
          "\ud800");

  /** What characters of one, two, three and four bytes in UTF-8 are below. */
  private static final List<Integer> BOUNDS = List.of(0x80, 0x800, 0x10000, 0x110000);

  /** Names that a thread can have. */
  public static final Values<String> ANY = new Values<>(both(SHORTEST, LONGEST), Names::name);

  /** Threads with such namespaces and ids. */
  public static final Values<ThreadRef> THREADS = ANY.with(ANY, ThreadRef::new);

  /** Two names, often two forms of one. */
  public static final Values<Pair<String>> ALIKES =
      new Values<>(
          both(ALIKE, List.of(LONGEST)).stream().flatMap(Names::pairs).toList(), Names::pair);

  /** Two threads whose namespaces and ids are such pairs. */
  public static final Values<Pair<ThreadRef>> THREADS_ALIKE =
      ALIKES.with(
          ALIKES,
          (namespaces, ids) ->
              new Pair<>(
                  new ThreadRef(namespaces.first(), ids.first()),
                  new ThreadRef(namespaces.second(), ids.second())));

  /** What may have been encoded, or damaged since. */
  public static final Values<String> MAYBE_ENCODED =
      new Values<>(
          both(ENCODED_PARTS, List.of("", "a".repeat(200), "a".repeat(201))),
          random -> random.nextBoolean() ? joined(random, ENCODED_PARTS) : text(random, 250));

  /** Half of a surrogate pair. */
  public static final Values<String> LONE_SURROGATES =
      new Values<>(
          List.of("\ud800", "\udbff", "\udc00", "\udfff"),
          random -> Character.toString(random.nextInt(0xd800, 0xe000)));

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

  private static String name(Random random) {
    return random.nextInt(4) > 0 ? joined(random, PARTS) : text(random, 8);
  }

  private static Pair<String> pair(Random random) {
    String name = name(random);
    return random.nextBoolean()
        ? new Pair<>(name, name(random))
        : new Pair<>(changed(random, name), changed(random, name));
  }

  /** Each name with each of them, itself included. */
  private static Stream<Pair<String>> pairs(List<String> names) {
    return names.stream().flatMap(one -> names.stream().map(other -> new Pair<>(one, other)));
  }

  /** A form of the name; itself if that is nothing, or may be too long. */
  private static String changed(Random random, String name) {
    String form = chosen(random, List.of(Form.values())).of(name);
    boolean fits = form.getBytes(UTF_8).length <= NameEncoding.MAX_ENCODED_LENGTH / 3;
    return fits && !form.isEmpty() ? form : name;
  }

  private static String joined(Random random, List<String> parts) {
    Supplier<String> part = () -> chosen(random, parts);
    return Stream.generate(part).limit(1 + random.nextInt(6)).collect(Collectors.joining());
  }

  /** Any characters, at most so many, without half surrogate pairs. */
  private static String text(Random random, int most) {
    Supplier<Integer> character = () -> random.nextInt(chosen(random, BOUNDS));
    return Stream.generate(character)
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .limit(1 + random.nextInt(most))
        .map(Character::toString)
        .collect(Collectors.joining());
  }

  private static <T> List<T> both(List<T> some, List<T> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  private static <T> T chosen(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
