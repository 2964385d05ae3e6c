package dev.threadstore.testsupport;

import static dev.threadstore.testsupport.ContractSubject.keys;
import static dev.threadstore.testsupport.ContractSubject.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was deleted is gone, it and nothing else, and its key is free again. */
interface DeleteContract extends ContractSubject {

  @Test
  default void delete_object_gone() {
    ColdStore store = newHandle();
    store.create("a/b", text("one"));

    store.delete(List.of("a/b"));

    assertThat(store.read("a/b")).isEmpty();
    assertThat(store.list("", "", 10)).isEmpty();
    assertThat(newHandle().read("a/b")).isEmpty();
  }

  @Test
  default void delete_absent_noError() {
    ColdStore store = newHandle();
    store.create("a/b", text("one"));

    store.delete(List.of());
    store.delete(List.of("c", "a/c", "a/b/c", "a"));
    store.delete(List.of("a/b", "c"));
    store.delete(List.of("a/b", "a/b"));

    assertThat(store.list("", "", 10)).isEmpty();
  }

  @Test
  default void delete_thenCreate_createdAnew() {
    ColdStore store = newHandle();
    store.create("a/b/c", text("one"));
    store.delete(List.of("a/b/c"));

    assertThat(store.create("a/b/c", text("two"))).isEqualTo(CreateOutcome.CREATED);

    assertThat(store.read("a/b/c")).hasValue(text("two"));
  }

  @Test
  default void delete_eachAwkwardKey_othersStay() {
    ColdStore store = newHandle();
    AWKWARD_KEYS.forEach(key -> store.create(key, text(key)));
    List<String> left = new ArrayList<>(AWKWARD_KEYS);

    for (String key : AWKWARD_KEYS) {
      store.delete(List.of(key));
      left.remove(key);

      assertThat(keys(store, "", "", 100)).isEqualTo(left);
    }
  }

  /** More than S3 takes in one request. */
  @Test
  default void delete_moreThanAThousand_allGone() {
    ColdStore store = newHandle();
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 1100; i++) {
      many.add("many/" + (1000 + i));
    }
    many.forEach(key -> store.create(key, text(key)));
    store.create("other", text("other"));

    assertThat(keys(store, "many/", "", 2000)).as("one listing").isEqualTo(many);
    store.delete(many);

    assertThat(keys(store, "", "", 10)).containsExactly("other");
  }

  @Test
  default void delete_oneIllegalKey_refusedAndNothingDeleted() {
    ColdStore store = newHandle();
    store.create("a", text("one"));
    store.create("c", text("one"));

    assertThatThrownBy(() -> store.delete(List.of("a", "../b", "c")))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(keys(store, "", "", 10)).containsExactly("a", "c");
  }
}
