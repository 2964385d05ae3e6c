package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.model.VerifyResult;
import dev.threadstore.model.VerifyResult.Problem;
import dev.threadstore.testsupport.ColdCall;
import dev.threadstore.testsupport.ColdOperation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Verification finds whatever is wrong with any object, and nothing else. */
class VerifyIT {
  private final TieredFixture tiers =
      new TieredFixture(ThreadStoreSettings.builder().segmentBytes(800).build());
  private final TieredThreadManager<Note> source = tiers.thread;

  /** Three snapshots, segments that they share, and one to which none refers. */
  @BeforeEach
  void archive() {
    for (int end = 30; end <= 90; end += 30) {
      source.append(Note.range("m", end - 30, end));
      source.flush();
    }
    String segment = tiers.keys(source.ref(), "segments").get(0);
    tiers.cold.create(segment.replaceFirst("segments/.*", "segments/9-0-9-abc"), bytes(segment));
  }

  @AfterEach
  void close() {
    tiers.close();
  }

  @Test
  void verify_soundThread_readsEachObjectOnce() {
    fork();
    tiers.cold.clearCalls();
    VerifyResult result = source.snapshots().verify();
    List<String> keys = keys(source.ref());
    assertThat(keys).hasSizeGreaterThan(9);
    assertThat(result.problems()).isEmpty();
    assertThat(result.isIntact()).isTrue();
    assertThat(result.objects()).isEqualTo(keys.size());
    assertThat(result.bytes()).isEqualTo(keys.stream().mapToLong(key -> bytes(key).length).sum());
    assertThat(tiers.cold.calls().subList(0, keys.size() + 1))
        .filteredOn(call -> call.operation() == ColdOperation.READ)
        .flatExtracting(ColdCall::keys)
        .containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void verify_threadNeverArchived_looksAtNothing() {
    assertThat(tiers.store.thread(RedisFixture.newRef()).snapshots().verify())
        .isEqualTo(new VerifyResult(0, 0, List.of()));
  }

  @Test
  void verify_anyObjectDamaged_namesIt() {
    fork();
    for (String key : keys(source.ref())) {
      byte[] sound = bytes(key);
      byte[] torn = sound.clone();
      torn[torn.length - 1] ^= 1;
      replace(key, torn);
      assertThat(damaged(source)).containsExactly(key);
      replace(key, sound);
    }
    assertThat(damaged(source)).isEmpty();
  }

  @Test
  void verify_segmentOfAnotherThread_isCheckedByTheForkToo() {
    TieredThreadManager<Note> fork = fork();
    String segment = tiers.keys(source.ref(), "segments").get(0);
    byte[] another = bytes(tiers.keys(source.ref(), "segments").get(2));
    replace(segment, another);
    assertThat(damaged(fork)).containsExactly(segment);
    tiers.cold.delete(List.of(segment));
    assertThat(fork.snapshots().verify().problems())
        .containsExactly(new Problem(segment, "object is missing"));
  }

  @Test
  void verify_emptySegment_isNotTakenForMissing() {
    String segment = tiers.keys(source.ref(), "segments").get(0);
    replace(segment, new byte[0]);
    assertThat(source.snapshots().verify().problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.key()).isEqualTo(segment))
        .satisfies(problem -> assertThat(problem.problem()).doesNotContain("missing"));
  }

  /** Without it, a collection of the source takes the segments. */
  @Test
  void verify_pinOfAForkIsGoneOrDamaged_isNamedByTheFork() {
    TieredThreadManager<Note> fork = fork();
    assertThat(damaged(fork)).isEmpty();
    String pin = tiers.keys(source.ref(), "pins").get(0);
    replace(pin, new byte[] {1, 2, 3});
    assertThat(damaged(fork)).containsExactly(pin);
    fork();
    String another =
        tiers.keys(source.ref(), "pins").stream()
            .filter(key -> !key.equals(pin))
            .findFirst()
            .orElseThrow();
    replace(pin, bytes(another));
    assertThat(damaged(fork)).containsExactly(pin);
    tiers.cold.delete(List.of(pin));
    assertThat(fork.snapshots().verify().problems())
        .containsExactly(new Problem(pin, "object is missing"));
  }

  @Test
  void verify_foreignObjectAmongTheEntries_isNamed() {
    String foreign = tiers.keys(source.ref(), "snapshots").get(0) + "x";
    tiers.cold.create(foreign, new byte[] {1});
    assertThat(damaged(source)).containsExactly(foreign);
  }

  @Test
  void verify_deletedThread_checksItsTombstone() {
    TieredThreadManager<Note> fork = fork();
    fork.delete();
    String tombstone = tiers.keys(fork.ref(), "snapshots").get(0);
    assertThat(fork.snapshots().verify().objects()).isPositive();
    replace(tombstone, new byte[] {1, 2, 3});
    assertThat(damaged(fork)).containsExactly(tombstone);
  }

  @Test
  void verify_whilePurged_missesNothing() {
    int entries = tiers.keys(source.ref(), "snapshots").size();
    Stalled<VerifyResult> verifying =
        tiers.stall("before cold.read", entries, thread -> thread.snapshots().verify());
    source.purge();
    // It may still get a snapshot, by what can be told of it.
    assertThat(keys(source.ref())).singleElement().asString().endsWith("9-0-9-abc");
    assertThat(verifying.goOn().problems()).isEmpty();
  }

  @Test
  void verify_storeThatFails_isNoDamage() {
    tiers.cold.on(ColdOperation.READ).failBefore();
    assertThatThrownBy(() -> source.snapshots().verify())
        .isInstanceOf(StoreUnavailableException.class);
  }

  private List<String> keys(ThreadRef ref) {
    return Stream.of("snapshots", "segments", "pins")
        .flatMap(kind -> tiers.keys(ref, kind).stream())
        .toList();
  }

  private byte[] bytes(String key) {
    return tiers.cold.read(key).orElseThrow();
  }

  private void replace(String key, byte[] bytes) {
    tiers.cold.delete(List.of(key));
    tiers.cold.create(key, bytes);
  }

  /** Makes a thread that relies on the source's segments, and a pin that says so. */
  private TieredThreadManager<Note> fork() {
    return source.fork(RedisFixture.newRef());
  }

  private static List<String> damaged(TieredThreadManager<Note> thread) {
    return thread.snapshots().verify().problems().stream().map(Problem::key).toList();
  }
}
