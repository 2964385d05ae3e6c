package dev.threadstore.internal.hot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.fuzz.Names;
import dev.threadstore.fuzz.Values;
import dev.threadstore.fuzz.Values.Pair;
import dev.threadstore.model.ThreadRef;
import io.lettuce.core.cluster.SlotHash;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** H30, H103: what holds for the keys of any thread in Redis. */
class HotKeyPropertiesTest {

  @Test
  void keys_ofAnyThread_areInOneSlot() {
    Names.THREADS.forEach(1_000, HotKeyPropertiesTest::keysAreInOneSlot);
  }

  private static void keysAreInOneSlot(ThreadRef ref) {
    Set<String> keys = keysOf(ref);
    assertThat(keys).hasSize(6);
    assertThat(keys.stream().map(SlotHash::getSlot).distinct()).hasSize(1);
    // The whole name decides on the slot, not a part that an odd character ends.
    String tag = ref.encodedNamespace() + ":";
    assertThat(keys).allMatch(key -> key.substring(key.indexOf('{') + 1).startsWith(tag));
    assertThat(keys).allMatch(key -> key.indexOf('{') == 3 && key.lastIndexOf('{') == 3);
    assertThat(keys).allMatch(key -> key.indexOf('}') == key.lastIndexOf('}'));
  }

  @Test
  void keys_ofTwoThreads_neverCoincide() {
    Names.THREADS_ALIKE.forEach(
        1_000,
        threads ->
            assertThat(shareKeys(threads)).isEqualTo(threads.first().equals(threads.second())));
  }

  /** What stands left of a colon in one name, and right of it in another. */
  @Test
  void keys_ofNamesCutElsewhere_neverCoincide() {
    // Of two of these and a colon, a name can be made.
    Values<String> names = Names.ANY.where(name -> name.length() <= 10);
    names
        .pairs()
        .with(names, HotKeyPropertiesTest::cutAtEitherColon)
        .forEach(1_000, threads -> assertThat(shareKeys(threads)).isFalse());
  }

  private static Pair<ThreadRef> cutAtEitherColon(Pair<String> start, String end) {
    return new Pair<>(
        new ThreadRef(start.first() + ":" + start.second(), end),
        new ThreadRef(start.first(), start.second() + ":" + end));
  }

  @Test
  void threadOfHead_ofAHeadsKey_isTheThread() {
    Names.THREADS.forEach(
        1_000, ref -> assertThat(HotKeys.threadOfHead(new HotKeys(ref).own()[0])).hasValue(ref));
  }

  /** No thread has a key of the index, or a tag that puts it beside one by design. */
  @Test
  void keys_ofTheIndex_areNoThreads() {
    Names.THREADS.forEach(
        1_000,
        ref -> {
          Set<String> tags =
              IndexShard.all(ref.namespace()).stream()
                  .flatMap(shard -> Stream.of(shard.keys()))
                  .map(HotKeyPropertiesTest::tag)
                  .collect(Collectors.toSet());
          assertThat(tags).hasSize(IndexShard.SHARDS);
          assertThat(tags).allMatch(tag -> tag.matches("[^:]+::[0-9]+"));
          assertThat(tag(new HotKeys(ref).own()[0])).matches("[^:]+:[^:]+");
          assertThat(IndexShard.all(ref.namespace())).contains(IndexShard.of(ref));
        });
    assertThat(tag(IndexShard.NAMESPACES[0])).isEmpty();
    assertThat(tag(IndexShard.SCAN[0])).isEmpty();
  }

  private static String tag(byte[] key) {
    String text = new String(key, US_ASCII);
    return text.substring(text.indexOf('{') + 1, text.indexOf('}'));
  }

  private static boolean shareKeys(Pair<ThreadRef> threads) {
    Set<String> shared = keysOf(threads.first());
    shared.retainAll(keysOf(threads.second()));
    return !shared.isEmpty();
  }

  private static Set<String> keysOf(ThreadRef ref) {
    return Stream.of(new HotKeys(ref).withStaging("70ce"))
        .map(key -> new String(key, US_ASCII))
        .collect(Collectors.toSet());
  }
}
