package dev.threadstore.testsupport;

import static dev.threadstore.testsupport.ContractSubject.keys;
import static dev.threadstore.testsupport.ContractSubject.keysPageByPage;
import static dev.threadstore.testsupport.ContractSubject.noise;
import static dev.threadstore.testsupport.ContractSubject.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A listing is what the prefix and the bounds say, in byte order of the whole keys. */
interface ListContract extends ContractSubject {

  @Test
  default void list_nothing_empty() {
    assertThat(newHandle().list("", "", 10)).isEmpty();
    assertThat(newHandle().list("a/b", "", 10)).isEmpty();
  }

  @Test
  default void list_awkwardKeys_inByteOrder() {
    ColdStore store = withAwkwardKeys();

    assertThat(AWKWARD_KEYS).isSorted();
    assertThat(keys(store, "", "", 1000)).isEqualTo(AWKWARD_KEYS);
    assertThat(keys(store, "", "", AWKWARD_KEYS.size())).isEqualTo(AWKWARD_KEYS);
  }

  @Test
  default void list_prefix_whatStartsWithIt() {
    ColdStore store = withAwkwardKeys();

    Stream<String> cuts =
        AWKWARD_KEYS.stream()
            .flatMap(
                key -> Stream.of(key, key + "/", key.substring(0, key.length() - 1), key + "x"));
    cuts.distinct()
        .forEach(
            prefix ->
                assertThat(keys(store, prefix, "", 1000))
                    .as("prefix `%s`", prefix)
                    .isEqualTo(expected(prefix, "", 1000)));
  }

  /** Seeded, so a failure comes again. */
  @Test
  default void list_anyBounds_asAModelSays() {
    ColdStore store = withAwkwardKeys();
    Random random = new Random(42);
    for (int i = 0; i < 200; i++) {
      String prefix = oneOf(random, AWKWARD_KEYS);
      prefix = prefix.substring(0, random.nextInt(Math.min(4, prefix.length() + 1)));
      String after = oneOf(random, AWKWARD_KEYS) + oneOf(random, List.of("", "", "/", "0", "~"));
      int limit = 1 + random.nextInt(6);

      assertThat(keys(store, prefix, after, limit))
          .as("prefix `%s` after `%s` limit %d", prefix, after, limit)
          .isEqualTo(expected(prefix, after, limit));
    }
  }

  @Test
  default void list_pageByPage_everythingOnce() {
    ColdStore store = withAwkwardKeys();

    for (int limit : List.of(1, 2, 7, AWKWARD_KEYS.size())) {
      assertThat(keysPageByPage(store, "", limit)).as("limit %d", limit).isEqualTo(AWKWARD_KEYS);
    }
    assertThat(keysPageByPage(store, "a/", 2)).isEqualTo(expected("a/", "", 1000));
  }

  @Test
  default void list_prefixOfNoKey_empty() {
    ColdStore store = withAwkwardKeys();

    assertThat(List.of("A", "../", "a/../a", "a/A/"))
        .allSatisfy(prefix -> assertThat(store.list(prefix, "", 10)).as(prefix).isEmpty());
  }

  @Test
  default void list_limitBelowOne_refused() {
    ColdStore store = newHandle();

    assertThatThrownBy(() -> store.list("", "", 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.list("", "", -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  default void list_objects_theirSizes() {
    ColdStore store = newHandle();
    store.create("0", new byte[0]);
    store.create("1", noise(1));
    store.create("100000", noise(100_000));

    assertThat(store.list("", "", 10))
        .allSatisfy(object -> assertThat(object.size()).isEqualTo(Long.parseLong(object.key())))
        .hasSize(3);
  }

  @Test
  default void list_objects_theirAges() throws InterruptedException {
    ColdStore store = newHandle();
    long start = System.nanoTime();
    store.create("a", text("one"));

    Duration age;
    do {
      age = onlyObject(store).age();
      assertThat(age).isBetween(Duration.ZERO, sinceNanos(start).plus(clockTolerance()));
      Thread.sleep(10);
    } while (age.compareTo(Duration.ofMillis(100)) < 0
        && sinceNanos(start).compareTo(clockTolerance().plusSeconds(5)) < 0);

    assertThat(age).as("age some time later").isGreaterThanOrEqualTo(Duration.ofMillis(100));
  }

  private ColdStore withAwkwardKeys() {
    ColdStore store = newHandle();
    List<String> shuffled = new ArrayList<>(AWKWARD_KEYS);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.forEach(key -> store.create(key, text(key)));
    return store;
  }

  private static List<String> expected(String prefix, String after, int limit) {
    return AWKWARD_KEYS.stream()
        .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
        .limit(limit)
        .toList();
  }

  private static ColdObject onlyObject(ColdStore store) {
    List<ColdObject> objects = store.list("", "", 10);
    assertThat(objects).hasSize(1);
    return objects.get(0);
  }

  private static Duration sinceNanos(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static String oneOf(Random random, List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
