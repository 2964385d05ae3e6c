package dev.threadstore.internal.hot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.fuzz.Names;
import dev.threadstore.model.ThreadRef;
import io.lettuce.core.cluster.SlotHash;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** H30, H103: what holds for the keys of any thread in Redis. */
class HotKeyPropertiesTest {

  @Property
  void keys_ofAnyThread_areInOneSlot(
      @ForAll(supplier = Names.Any.class) String namespace,
      @ForAll(supplier = Names.Any.class) String id) {
    Set<String> keys = keysOf(new ThreadRef(namespace, id));
    assertThat(keys).hasSize(6);
    assertThat(keys.stream().map(SlotHash::getSlot).distinct()).hasSize(1);
    // The whole name decides on the slot, not a part that an odd character ends.
    String tag = new ThreadRef(namespace, id).encodedNamespace() + ":";
    assertThat(keys).allMatch(key -> key.substring(key.indexOf('{') + 1).startsWith(tag));
    assertThat(keys).allMatch(key -> key.indexOf('{') == 3 && key.lastIndexOf('{') == 3);
    assertThat(keys).allMatch(key -> key.indexOf('}') == key.lastIndexOf('}'));
  }

  @Property
  void keys_ofTwoThreads_neverCoincide(
      @ForAll(supplier = Names.Likes.class) Names.Pair namespaces,
      @ForAll(supplier = Names.Likes.class) Names.Pair ids) {
    ThreadRef first = new ThreadRef(namespaces.first(), ids.first());
    ThreadRef second = new ThreadRef(namespaces.second(), ids.second());
    Set<String> shared = keysOf(first);
    shared.retainAll(keysOf(second));
    assertThat(shared.isEmpty()).isNotEqualTo(first.equals(second));
  }

  /** What stands left of a colon in one name, and right of it in another. */
  @Property
  void keys_ofNamesCutElsewhere_neverCoincide(
      @ForAll(supplier = Names.Any.class) String one,
      @ForAll(supplier = Names.Any.class) String two,
      @ForAll(supplier = Names.Any.class) String three) {
    Set<String> shared = keysOf(new ThreadRef(one + ":" + two, three));
    shared.retainAll(keysOf(new ThreadRef(one, two + ":" + three)));
    assertThat(shared).isEmpty();
  }

  @Property
  void threadOfHead_ofAHeadsKey_isTheThread(
      @ForAll(supplier = Names.Any.class) String namespace,
      @ForAll(supplier = Names.Any.class) String id) {
    ThreadRef ref = new ThreadRef(namespace, id);
    assertThat(HotKeys.threadOfHead(namespace, new HotKeys(ref).own()[0])).hasValue(ref);
  }

  private static Set<String> keysOf(ThreadRef ref) {
    return Stream.of(new HotKeys(ref).withStaging("70ce"))
        .map(key -> new String(key, US_ASCII))
        .collect(Collectors.toSet());
  }
}
