package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ArchivedPage;
import dev.threadstore.model.ArchivedThread;
import dev.threadstore.model.HotCopy;
import dev.threadstore.model.HotCopy.State;
import dev.threadstore.model.HotPage;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ColdOperation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of each tier without reading a message. */
class TierContentsIT {
  private final TieredFixture tiers = new TieredFixture();
  private final ThreadNamespace<Note> namespace =
      tiers.store.namespace("contents-" + UUID.randomUUID());

  @AfterEach
  void close() {
    tiers.close();
  }

  private TieredThreadManager<Note> created(String id, int messages) {
    TieredThreadManager<Note> thread = namespace.thread(id);
    thread.create();
    thread.append(Note.range("m", 0, messages));
    return thread;
  }

  @Test
  void hot_copiesOfEachState_areTold() {
    created("unarchived", 2);
    created("archived", 3).flush(AfterFlush.KEEP);
    created("gone", 1).flush();
    TieredThreadManager<Note> busy = created("busy", 1);
    tiers.cold.on(ColdOperation.CREATE).failBefore();
    assertThatThrownBy(busy::delete).isInstanceOf(StoreUnavailableException.class);
    tiers.redis.commands().del(keyOf(created("damaged", 1).ref(), ":log"));
    Map<String, HotCopy> found = new HashMap<>();
    hot(100).forEach(copy -> found.put(copy.ref().id(), copy));
    assertThat(found).containsOnlyKeys("unarchived", "archived", "busy", "damaged");
    assertThat(found.get("unarchived").state()).isEqualTo(State.UNARCHIVED);
    assertThat(found.get("unarchived").length()).isEqualTo(2);
    assertThat(found.get("archived").state()).isEqualTo(State.ARCHIVED);
    assertThat(found.get("archived").length()).isEqualTo(3);
    assertThat(found.get("busy").state()).isEqualTo(State.BUSY);
    assertThat(found.get("damaged").state()).isEqualTo(State.DAMAGED);
    assertThat(found.get("damaged").bytes()).isEmpty();
  }

  /** As much as Redis says of the thread's three keys. */
  @Test
  void hot_memory_isThatOfAllKeys() {
    ThreadRef ref = created("a", 50).ref();
    long sum = 0;
    for (String part : List.of(":head", ":log", ":ids")) {
      sum += tiers.redis.commands().memoryUsage(keyOf(ref, part));
    }
    assertThat(hot(10)).singleElement().extracting(c -> c.bytes().getAsLong()).isEqualTo(sum);
  }

  @Test
  void hot_idleTime_isThatOfTheThread() {
    ThreadRef ref = created("a", 1).ref();
    long changed = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
    tiers.redis.commands().hset(keyOf(ref, ":head"), "changed", Long.toString(changed));
    assertThat(hot(10).get(0).idle()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
  }

  @Test
  void hot_anySizeOfPages_findsAll() {
    for (int i = 0; i < 50; i++) {
      created("t" + i, 0);
    }
    for (int limit : new int[] {1, 7, 1000}) {
      assertThat(hot(limit)).extracting(HotCopy::ref).hasSizeGreaterThanOrEqualTo(50);
      assertThat(hot(limit).stream().map(HotCopy::ref).distinct()).hasSize(50);
    }
  }

  @Test
  void archived_anySizeOfPages_addsUpAllObjectsOfEach() {
    for (String id : List.of("a", "b", "c")) {
      TieredThreadManager<Note> thread = created(id, 1);
      thread.flush(AfterFlush.KEEP);
      thread.append(Note.range("n", 0, 10));
      thread.flush();
    }
    created("hot", 1);
    namespace.thread("c").delete();
    ThreadRef large = new ThreadRef(namespace.name(), "large");
    for (int i = 0; i < 2500; i++) {
      String key = "threads/%s/large/segments/1-%d-%d-a".formatted(large.encodedNamespace(), i, i);
      tiers.cold.create(key, new byte[] {1, 2});
    }
    for (int limit : new int[] {1, 2, 3, 4, 100}) {
      List<ArchivedThread> found = archived(limit);
      assertThat(found)
          .extracting(thread -> thread.ref().id())
          .containsExactly("a", "b", "c", "large");
      for (ArchivedThread thread : found.subList(0, 3)) {
        List<ColdObject> objects = objectsOf(thread.ref());
        assertThat(thread.objects()).isEqualTo(objects.size()).isGreaterThan(1);
        assertThat(thread.bytes()).isEqualTo(objects.stream().mapToLong(ColdObject::size).sum());
      }
      assertThat(found.get(3).objects()).isEqualTo(2500);
      assertThat(found.get(3).bytes()).isEqualTo(5000);
    }
  }

  @Test
  void archived_age_isThatOfTheYoungestObject() {
    TieredThreadManager<Note> thread = created("a", 1);
    thread.flush(AfterFlush.KEEP);
    tiers.passTime(Duration.ofHours(5));
    thread.append(Note.range("n", 0, 1));
    thread.flush();
    tiers.passTime(Duration.ofHours(2));
    assertThat(archived(10))
        .singleElement()
        .satisfies(
            found ->
                assertThat(found.age())
                    .isBetween(Duration.ofHours(2), Duration.ofHours(2).plusMinutes(5)));
  }

  @Test
  void cursor_ofAnotherScan_isRefused() {
    assertThatThrownBy(() -> namespace.hot("s:a", 10)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> namespace.archived("h:0", 10))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> namespace.hot(ThreadNamespace.START, 0))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> namespace.archived(ThreadNamespace.START, 0))
        .isInstanceOf(InvalidInputException.class);
  }

  private String keyOf(ThreadRef ref, String part) {
    return tiers.redis.keysOf(ref).stream()
        .filter(key -> key.endsWith(part))
        .findAny()
        .orElseThrow();
  }

  private List<ColdObject> objectsOf(ThreadRef ref) {
    return tiers.cold.list(
        "threads/" + ref.encodedNamespace() + "/" + ref.encodedId() + "/", "", 1000);
  }

  private List<HotCopy> hot(int limit) {
    List<HotCopy> found = new ArrayList<>();
    Optional<String> cursor = Optional.of(ThreadNamespace.START);
    while (cursor.isPresent()) {
      HotPage page = namespace.hot(cursor.get(), limit);
      found.addAll(page.copies());
      cursor = page.next();
    }
    return found;
  }

  private List<ArchivedThread> archived(int limit) {
    List<ArchivedThread> found = new ArrayList<>();
    Optional<String> cursor = Optional.of(ThreadNamespace.START);
    while (cursor.isPresent()) {
      ArchivedPage page = namespace.archived(cursor.get(), limit);
      assertThat(page.threads()).hasSizeLessThanOrEqualTo(limit);
      found.addAll(page.threads());
      cursor = page.next();
    }
    return found;
  }
}
