package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.LimitExceededException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadPage;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Names that look alike, or mean something to Redis or to a file system, are names like any other
 * (G11): raw ones collide and climb out of their folder (H30), share keys across namespaces (H17,
 * H103), and joined message ids collide (H11).
 */
class OddNamesIT {
  /** Distinct all of them, however alike. */
  private static final List<String> NAMES =
      Stream.of(
              // Letters that look like an a, and an a with something that does not show.
              List.of("a", "A", "\u0430", "\uff41", "\u200ba", "\u202ea", "\ufeffa"),
              List.of("a ", " a", "a\u0000", "a\n", "a\nb", "a\t"),
              // The same letter composed and decomposed; pairs in some languages only.
              List.of("\u00e9", "e\u0301", "\u00c9", "E\u0301"),
              List.of("ss", "\u00df", "SS", "i", "I", "\u0130", "\u0131"),
              // Paths.
              List.of(".", "..", "...", ".a", "a.", "../a", "a/..", "a/b", "/a", "a/", "a//b", "/"),
              List.of("../outside", "../../outside", "../../../outside", "x".repeat(150)),
              List.of("\\", "a\\b", "~", "con", "NUL", "+a"),
              // What keys in Redis are made of, and its patterns.
              List.of("{}", "{a}", "}a{", "a}:head", "a:head", "a:b", ":", "a:b:c"),
              List.of("*", "?", "[a]", "[a-z]"),
              // Escapes, quotes, and what may be taken for something else.
              List.of("%", "%61", "%2e", "%41", "%%", "a%00", "a%2Fb", "a%2fb", "a%3Ab", "a%3ab"),
              List.of("a;b", "a'b", "a\"b", "$(a)", "`a`"),
              List.of(
                  "\u00e4", "\u00f6", "null", "0", "-1", "any", "-", "_", "\ud83d\ude00", "\ufffd"))
          .flatMap(List::stream)
          .toList();

  private static final String OUTSIDE = "not the store's";

  private final RedisFixture redis = RedisEngine.REDIS_7.fixture();
  private final String namespace = "odd-" + UUID.randomUUID();

  @TempDir private Path folder;
  private FileSystemColdStore cold;
  private ThreadStore<Note> store;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(folder.resolve("outside"), OUTSIDE);
    cold = FileSystemColdStore.open(folder.resolve("cold"));
    store = redis.store().coldStore(cold).build();
  }

  @AfterEach
  void close() {
    store.close();
    cold.close();
  }

  @Test
  void threads_ofOddIds_areApartInBothTiers() throws IOException {
    List<ThreadRef> refs = NAMES.stream().map(id -> new ThreadRef(namespace, id)).toList();
    refs.forEach(this::assertMadeAlone);
    assertThat(listed(namespace)).containsExactlyInAnyOrderElementsOf(refs);
    refs.forEach(this::assertReleased);
    assertThat(listed(namespace)).containsExactlyInAnyOrderElementsOf(refs);
    assertFilesApart(NAMES.size());
    for (ThreadRef ref : refs) {
      assertHasItsOwn(ref);
      store.thread(ref).delete();
      assertThat(store.thread(ref).exists()).isFalse();
    }
    assertThat(listed(namespace)).isEmpty();
  }

  /**
   * Keys are ASCII: without an encoding every other character becomes a question mark. Hot threads
   * are found by a pattern: the name of a namespace is none.
   */
  @Test
  void threads_ofOddNamespaces_areApartInBothTiers() throws IOException {
    List<ThreadRef> refs =
        NAMES.stream().map(name -> new ThreadRef(namespace + name, "a")).toList();
    refs.forEach(this::assertMadeAlone);
    for (ThreadRef ref : refs) {
      assertHasItsOwn(ref);
      assertThat(listed(ref.namespace())).containsExactly(ref);
    }
    refs.forEach(this::assertReleased);
    assertFilesApart(NAMES.size());
    for (ThreadRef ref : refs) {
      assertThat(store.namespace(ref.namespace()).list("c:", 10).threads())
          .extracting(ThreadPage.Entry::ref)
          .containsExactly(ref);
      assertHasItsOwn(ref);
    }
  }

  @Test
  void namespaceAndId_cutInAnotherPlace_areOtherThreads() {
    Set<ThreadRef> refs = new LinkedHashSet<>();
    for (String separator : List.of(":", "/", "}:", "%", "%3a", "")) {
      refs.add(new ThreadRef(namespace, "x" + separator + "y"));
      refs.add(new ThreadRef(namespace + separator + "x", "y"));
      refs.add(new ThreadRef(namespace + separator + "x" + separator, "y"));
    }
    refs.forEach(this::assertMadeAlone);
    refs.forEach(this::assertReleased);
    refs.forEach(this::assertHasItsOwn);
    refs.forEach(this::assertReleased);
    List<ThreadRef> all = List.copyOf(refs);
    for (int i = 0; i < all.size(); i += 2) {
      store.thread(all.get(i)).purge();
    }
    for (int i = 1; i < all.size(); i += 2) {
      assertHasItsOwn(all.get(i));
    }
  }

  /** H11: ids are compared one by one and byte by byte. */
  @Test
  void messages_ofOddIds_areAllKeptAndFoundAgain() {
    TieredThreadManager<Note> thread = store.thread(new ThreadRef(namespace, "messages"));
    thread.create();
    List<Note> notes = NAMES.stream().map(Note::of).toList();
    assertThat(thread.append(notes).added()).isEqualTo(NAMES);
    thread.flush();
    assertThat(thread.append(notes).known()).isEqualTo(NAMES);
    assertThat(thread.load().messages()).isEqualTo(notes);
    for (Note note : notes) {
      assertThat(thread.messages().find(note.id())).contains(note);
    }
    assertThat(thread.truncateFrom(NAMES.get(1), Revision.ANY).removed())
        .isEqualTo(NAMES.size() - 1);
    assertThat(thread.append(notes).added()).isEqualTo(NAMES.subList(1, NAMES.size()));
  }

  static Stream<String> impossible() {
    return Stream.of(
        "",
        "\ud800",
        "\udc00a",
        "a\ud83d",
        "\ude00\ud83d",
        "a".repeat(201),
        // 67 characters of 3 bytes in the encoding.
        "A".repeat(67),
        // 17 characters of 12 bytes in the encoding.
        "\ud83d\ude00".repeat(17));
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void impossibleName_isRefusedEverywhere(String name) throws IOException {
    TieredThreadManager<Note> thread = store.thread(new ThreadRef(namespace, "there"));
    thread.create();
    assertThatThrownBy(() -> new ThreadRef(namespace, name))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> new ThreadRef(name, "a")).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> store.thread(name)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> store.namespace(name)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> store.namespace(namespace).thread(name))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> thread.ref().sibling(name)).isInstanceOf(InvalidInputException.class);
    assertThat(listed(namespace)).containsExactly(thread.ref());
  }

  @Test
  void tooLongName_isRefusedWithLimitAndValue() {
    assertThatThrownBy(() -> new ThreadRef(namespace, "A".repeat(67)))
        .isInstanceOfSatisfying(
            LimitExceededException.class,
            e -> {
              assertThat(e.limit()).isEqualTo(200);
              assertThat(e.value()).isEqualTo(201);
            })
        .hasMessageContaining("200")
        .hasMessageContaining("201")
        .hasMessageContaining("id");
  }

  /** H101: the longest names that there can be, in both places at once, are possible file names. */
  @Test
  void longestNames_areArchivedAndFoundAgain() {
    ThreadRef ref =
        new ThreadRef("n".repeat(167) + "-" + "b".repeat(32), "\ud83d\ude00".repeat(16));
    assertThat(ref.encodedNamespace()).hasSize(200);
    assertMadeAlone(ref);
    assertReleased(ref);
    assertHasItsOwn(ref);
    store.thread(ref).purge();
  }

  /** Creates a thread, which is empty then, and puts one message into it. */
  private void assertMadeAlone(ThreadRef ref) {
    TieredThreadManager<Note> thread = store.thread(ref);
    thread.create();
    assertThat(thread.load().messages()).isEmpty();
    thread.append(List.of(new Note("of", ref.toString())));
  }

  private void assertReleased(ThreadRef ref) {
    store.thread(ref).flush();
    assertThat(redis.keysOf(ref)).isEmpty();
  }

  private void assertHasItsOwn(ThreadRef ref) {
    assertThat(store.thread(ref).load().messages()).containsExactly(new Note("of", ref.toString()));
  }

  private Set<ThreadRef> listed(String namespace) {
    Set<ThreadRef> refs = new HashSet<>();
    String cursor = ThreadNamespace.START;
    while (cursor != null) {
      ThreadPage page = store.namespace(namespace).list(cursor, 7);
      page.threads().forEach(entry -> refs.add(entry.ref()));
      cursor = page.next().orElse(null);
    }
    return refs;
  }

  /**
   * Each snapshot has a file of its own in the store's folder, also where the file system does not
   * tell upper from lower case, and what is beside that folder is as it was.
   */
  private void assertFilesApart(int count) throws IOException {
    Set<String> paths = new HashSet<>();
    try (Stream<Path> files = Files.walk(folder.resolve("cold").resolve("5"))) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> paths.add(file.toString().toLowerCase(Locale.ROOT)));
    }
    assertThat(paths).hasSize(count);
    try (Stream<Path> beside = Files.list(folder)) {
      assertThat(beside)
          .containsExactlyInAnyOrder(folder.resolve("cold"), folder.resolve("outside"));
    }
    assertThat(folder.resolve("outside")).hasContent(OUTSIDE);
  }
}
