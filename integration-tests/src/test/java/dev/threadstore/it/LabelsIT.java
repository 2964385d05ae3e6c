package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.LimitExceededException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.ThreadLabels;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link ThreadLabels} in both tiers, on every engine. */
@ParameterizedClass
@EnumSource(RedisEngine.class)
class LabelsIT {
  private static final Map<String, String> OWNED = Map.of("owner", "user-42", "title", "Où ? ¡É!");

  private final RedisFixture redis;
  @TempDir private Path folder;
  private FileSystemColdStore cold;
  private ThreadStore<Note> store;
  private TieredThreadManager<Note> thread;

  LabelsIT(RedisEngine engine) {
    redis = engine.fixture();
  }

  @BeforeEach
  void open() {
    cold = FileSystemColdStore.open(folder);
    store = redis.store().coldStore(cold).build();
    thread = store.thread(RedisFixture.newRef());
  }

  @AfterEach
  void close() {
    store.close();
    cold.close();
  }

  @Test
  void create_withLabels_hasThemInBothTiers() {
    thread.create(OWNED);
    assertThat(thread.info().labels()).isEqualTo(OWNED);
    thread.flush();
    assertThat(thread.info().tier()).isEqualTo(Tier.ARCHIVED);
    assertThat(thread.labels().load().value()).isEqualTo(OWNED);
    assertThat(thread.info().tier()).isEqualTo(Tier.ARCHIVED);
    thread.hydrate();
    assertThat(thread.info().tier()).isEqualTo(Tier.HOT);
    assertThat(thread.labels().load().value()).isEqualTo(OWNED);
  }

  @Test
  void put_ofAnArchivedThread_isArchivedWithTheNextFlush() {
    thread.create(OWNED);
    thread.append(Note.range("m", 0, 3));
    thread.flush();
    thread.labels().put(Map.of("title", "new"), Revision.ANY);
    assertThat(thread.info().archived()).isFalse();
    thread.flush();
    assertThat(thread.info().labels()).isEqualTo(Map.of("owner", "user-42", "title", "new"));
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
  }

  @Test
  void put_andRemove_leaveTheOthersAsTheyAre() {
    thread.create(OWNED);
    thread.labels().put(Map.of("agent", "a1", "owner", "user-43"), Revision.ANY);
    thread.labels().remove(Set.of("title", "unknown"), Revision.ANY);
    assertThat(thread.info().labels()).isEqualTo(Map.of("agent", "a1", "owner", "user-43"));
    thread.labels().remove(Set.of("agent", "owner"), Revision.ANY);
    assertThat(thread.info().labels()).isEmpty();
    assertThat(thread.info().revision().version()).isEqualTo(4);
  }

  @Test
  void put_whatIsThere_changesNothing() {
    Revision created = thread.create(OWNED).revision();
    assertThat(thread.labels().put(OWNED, Revision.ANY).revision()).isEqualTo(created);
    assertThat(thread.labels().remove(Set.of("other"), created).revision()).isEqualTo(created);
  }

  @Test
  void put_atAnotherRevision_isRefused() {
    Revision created = thread.create().revision();
    thread.append(Note.range("m", 0, 1));
    assertThatThrownBy(() -> thread.labels().put(OWNED, created))
        .isInstanceOf(RevisionConflictException.class);
    assertThat(thread.info().labels()).isEmpty();
  }

  @Test
  void put_byTwoAtOnce_keepsBoth() {
    thread.create();
    CompletableFuture<?> other = CompletableFuture.runAsync(() -> putMany("a"));
    putMany("b");
    other.join();
    assertThat(thread.info().labels()).isEqualTo(Map.of("a", "9", "b", "9"));
  }

  private void putMany(String name) {
    for (int i = 0; i < 10; i++) {
      thread.labels().put(Map.of(name, String.valueOf(i)), Revision.ANY);
    }
  }

  @Test
  void put_tooMany_isRefusedAndChangesNothing() {
    thread.create(numbered(30));
    Map<String, String> four = Map.of("a", "1", "b", "2", "c", "3", "n1", "known");
    assertThatThrownBy(() -> thread.labels().put(four, Revision.ANY))
        .isInstanceOfSatisfying(
            LimitExceededException.class,
            e -> {
              assertThat(e.limit()).isEqualTo(32);
              assertThat(e.value()).isEqualTo(33);
            });
    assertThat(thread.info().labels()).isEqualTo(numbered(30));
    assertThatThrownBy(() -> store.thread(RedisFixture.newRef()).create(numbered(33)))
        .isInstanceOf(LimitExceededException.class);
  }

  private static Map<String, String> numbered(int count) {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < count; i++) {
      labels.put("n" + i, "v" + i);
    }
    return labels;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a b", "a=b", ".a", "ä", "a\n"})
  void put_nameThatCannotBe_isRefused(String name) {
    thread.create();
    ThreadLabels labels = thread.labels();
    assertThatThrownBy(() -> labels.put(Map.of(name, "v"), Revision.ANY))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> labels.remove(Set.of(name), Revision.ANY))
        .isInstanceOf(InvalidInputException.class);
    assertThat(thread.info().labels()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a\u0000", "a\u0085b", "\ud800"})
  void put_valueThatCannotBe_isRefused(String value) {
    thread.create();
    assertThatThrownBy(() -> thread.labels().put(Map.of("a", value), Revision.ANY))
        .isInstanceOf(InvalidInputException.class);
    assertThat(thread.info().labels()).isEmpty();
  }

  @Test
  void put_longestValue_isKept_andALongerOneRefused() {
    thread.create();
    Map<String, String> longest = Map.of("a".repeat(63), "é".repeat(128));
    thread.labels().put(longest, Revision.ANY);
    thread.flush();
    assertThat(thread.info().labels()).isEqualTo(longest);
    assertThatThrownBy(() -> thread.labels().put(Map.of("a", "é".repeat(128) + "."), Revision.ANY))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> thread.labels().put(Map.of("a".repeat(64), "v"), Revision.ANY))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void fork_ofAHotAndOfAnArchivedThread_hasTheLabelsOfItsSource() {
    thread.create(OWNED);
    ThreadRef ofHot = RedisFixture.newRef();
    thread.fork(ofHot);
    thread.flush();
    ThreadRef ofArchived = RedisFixture.newRef();
    thread.fork(ofArchived);
    assertThat(store.thread(ofHot).info().labels()).isEqualTo(OWNED);
    assertThat(store.thread(ofArchived).info().labels()).isEqualTo(OWNED);
  }

  @Test
  void restore_whileHotAndWhileArchived_keepsTheLabelsThatAreThere() {
    thread.create(OWNED);
    thread.flush(AfterFlush.KEEP);
    thread.labels().put(Map.of("owner", "user-43"), Revision.ANY);
    thread.labels().remove(Set.of("title"), Revision.ANY);
    thread.snapshots().restore(1, Revision.ANY);
    assertThat(thread.info().labels()).isEqualTo(Map.of("owner", "user-43"));
    thread.flush();
    thread.snapshots().restore(1, Revision.ANY);
    assertThat(thread.info().labels()).isEqualTo(Map.of("owner", "user-43"));
  }

  @Test
  void replaceAll_andTruncate_keepTheLabels() {
    thread.create(OWNED);
    thread.append(Note.range("m", 0, 3));
    thread.truncateFrom("m1", Revision.ANY);
    thread.replaceAll(Note.range("n", 0, 2), Revision.ANY);
    assertThat(thread.info().labels()).isEqualTo(OWNED);
  }
}
