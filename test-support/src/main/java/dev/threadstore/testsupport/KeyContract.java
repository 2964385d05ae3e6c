package dev.threadstore.testsupport;

import static dev.threadstore.testsupport.ContractSubject.keys;
import static dev.threadstore.testsupport.ContractSubject.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every legal key is one of its own, and no other is taken (G11, H30, H59). */
interface KeyContract extends ContractSubject {

  @Test
  default void create_awkwardKeys_eachAnObjectOfItsOwn() {
    ColdStore store = newHandle();

    for (String key : AWKWARD_KEYS) {
      assertThat(store.create(key, text(key))).as(key).isEqualTo(CreateOutcome.CREATED);
    }

    for (String key : AWKWARD_KEYS) {
      assertThat(store.read(key)).as(key).hasValue(text(key));
    }
  }

  @Test
  default void create_longestKeys_eachAnObjectOfItsOwn() {
    ColdStore store = newHandle();
    String segment = "s".repeat(254);
    List<String> longest =
        List.of(
            segment + "a",
            segment + "a/" + segment + "a",
            segment + "a/" + segment + "b",
            segment + "b/" + segment + "a/" + segment + "a/" + segment + "a",
            "%2f".repeat(85),
            "a/".repeat(511) + "bc");

    for (String key : longest) {
      assertThat(store.create(key, text(key))).isEqualTo(CreateOutcome.CREATED);
    }

    for (String key : longest) {
      assertThat(store.read(key)).hasValue(text(key));
    }
    assertThat(keys(store, "", "", 10)).isEqualTo(longest.stream().sorted().toList());
    store.delete(longest);
    assertThat(store.list("", "", 10)).isEmpty();
  }

  /** Names that mean something to a file system, to a shell, or to a store itself. */
  @Test
  default void create_namesWithAMeaning_eachAnObjectOfItsOwn() {
    ColdStore store = newHandle();
    List<String> names =
        List.of(
            "%00",
            "%2e%2e",
            "--help",
            "...",
            "...a",
            ".nfs0001",
            ".staging/x",
            "a..",
            "con",
            "nul",
            "staging/x");

    names.forEach(key -> store.create(key, text(key)));

    assertThat(keys(store, "", "", 100)).isEqualTo(names);
    for (String key : names) {
      assertThat(store.read(key)).as(key).hasValue(text(key));
    }
  }

  @Test
  default void anyCall_illegalKey_refused() {
    ColdStore store = newHandle();

    Stream.of(
            "",
            "/",
            "a/",
            "/a",
            "a//b",
            ".",
            "..",
            "../a",
            "a/..",
            "a/../b",
            "a/./b",
            "./a",
            "A",
            "aB",
            "é",
            "a b",
            "a\\b",
            "a\0b",
            "a\n",
            "a+b",
            "a:b",
            "~",
            "a*",
            "s".repeat(256),
            "a/" + "s".repeat(256),
            "a/".repeat(512) + "b")
        .forEach(
            key -> {
              assertThatThrownBy(() -> store.read(key))
                  .as("read `%s`", key)
                  .isInstanceOf(IllegalArgumentException.class);
              assertThatThrownBy(() -> store.create(key, text("one")))
                  .as("create `%s`", key)
                  .isInstanceOf(IllegalArgumentException.class);
              assertThatThrownBy(() -> store.delete(List.of(key)))
                  .as("delete `%s`", key)
                  .isInstanceOf(IllegalArgumentException.class);
            });

    assertThat(store.list("", "", 10)).isEmpty();
  }
}
