package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.ThreadMatches;
import dev.threadstore.model.ThreadMatches.Match;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadQuery;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.ForwardingColdStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Finding threads in both tiers, on every engine. */
@ParameterizedClass
@EnumSource(RedisEngine.class)
class FindIT {
  private final RedisFixture redis;
  @TempDir private Path folder;
  private FileSystemColdStore files;
  private final AtomicLong bytesRead = new AtomicLong();
  private ThreadStore<Note> store;
  private ThreadNamespace<Note> namespace;

  FindIT(RedisEngine engine) {
    redis = engine.fixture();
  }

  @BeforeEach
  void open() {
    files = FileSystemColdStore.open(folder);
    store = redis.store().coldStore(new Metered(files, bytesRead)).build();
    namespace = store.namespace("find-" + UUID.randomUUID());
  }

  @AfterEach
  void close() {
    store.close();
    files.close();
  }

  private static final class Metered extends ForwardingColdStore {
    private final AtomicLong bytesRead;

    Metered(FileSystemColdStore store, AtomicLong bytesRead) {
      super(store);
      this.bytesRead = bytesRead;
    }

    @Override
    public Optional<byte[]> read(String key) {
      return count(super.read(key));
    }

    @Override
    public Optional<byte[]> readStart(String key, int length) {
      return count(super.readStart(key, length));
    }

    private Optional<byte[]> count(Optional<byte[]> found) {
      found.ifPresent(bytes -> bytesRead.addAndGet(bytes.length));
      return found;
    }
  }

  @Test
  void find_byLabel_findsThreadsInBothTiers() {
    created("hot1", Map.of("owner", "ann"));
    created("hot2", Map.of("owner", "bob"));
    created("cold1", Map.of("owner", "ann", "agent", "a1")).flush();
    created("cold2", Map.of("owner", "bob")).flush();
    created("plain", Map.of()).flush();
    assertThat(ids(ThreadQuery.builder().label("owner", "ann").build()))
        .containsExactlyInAnyOrder("hot1", "cold1");
    assertThat(ids(ThreadQuery.builder().label("owner", "ann").label("agent", "a1").build()))
        .containsExactly("cold1");
    assertThat(ids(ThreadQuery.builder().label("owner", "bob").tier(Tier.ARCHIVED).build()))
        .containsExactly("cold2");
    assertThat(ids(ThreadQuery.builder().label("owner", "bob").tier(Tier.HOT).build()))
        .containsExactly("hot2");
    assertThat(ids(ThreadQuery.all())).hasSize(5);
  }

  @Test
  void find_byPrefixAgeAndLength_findsThose() {
    created("user-1/a", Map.of()).append(Note.range("m", 0, 20));
    created("user-1/b", Map.of()).flush();
    created("user-2/a", Map.of()).flush();
    assertThat(ids(ThreadQuery.builder().idPrefix("user-1/").build()))
        .containsExactlyInAnyOrder("user-1/a", "user-1/b");
    assertThat(ids(ThreadQuery.builder().leastMessages(10).build())).containsExactly("user-1/a");
    assertThat(ids(ThreadQuery.builder().unchangedFor(Duration.ofDays(1)).build())).isEmpty();
    assertThat(ids(ThreadQuery.builder().leastBytes(1).build()))
        .containsExactlyInAnyOrder("user-1/b", "user-2/a");
    assertThat(ids(ThreadQuery.builder().leastBytes(1 << 20).build())).isEmpty();
  }

  @Test
  void find_tellsWhatInfoTells() {
    TieredThreadManager<Note> hot = created("hot", Map.of("title", "one"));
    TieredThreadManager<Note> cold = created("cold", Map.of("title", "two"));
    cold.flush();
    List<Match> found = find(ThreadQuery.all());
    assertThat(found).extracting(Match::info).containsExactlyInAnyOrder(hot.info(), cold.info());
    for (Match match : found) {
      assertThat(match.bytes().isPresent()).isEqualTo(match.info().tier() == Tier.ARCHIVED);
    }
  }

  @Test
  void find_deletedThreads_areNotThere() {
    created("hot", Map.of()).delete();
    TieredThreadManager<Note> cold = created("cold", Map.of());
    cold.flush();
    cold.delete();
    assertThat(ids(ThreadQuery.all())).isEmpty();
  }

  @Test
  void find_pageByPage_findsAll() {
    for (int i = 0; i < 25; i++) {
      TieredThreadManager<Note> thread = created("t" + i, Map.of("odd", String.valueOf(i % 2)));
      if (i > 9) {
        thread.flush();
      }
    }
    assertThat(ids(ThreadQuery.builder().label("odd", "1").build())).hasSize(12);
  }

  /** Of a long thread only the beginning of one object is read, and its size is that of all. */
  @Test
  void find_longThread_readsTheHeaderAlone() throws IOException {
    TieredThreadManager<Note> thread = created("long", Map.of("owner", "ann"));
    for (int i = 0; i < 40; i++) {
      thread.append(List.of(new Note("big" + i, random(100_000))));
    }
    thread.flush();
    long stored = bytesOfAllObjects();
    assertThat(stored).isGreaterThan(2_000_000);
    bytesRead.set(0);
    Match match = find(ThreadQuery.builder().label("owner", "ann").build()).get(0);
    assertThat(match.bytes()).hasValue(stored);
    assertThat(match.info().length()).isEqualTo(42);
    assertThat(bytesRead.get()).isLessThanOrEqualTo(32 << 10);
  }

  private long bytesOfAllObjects() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().contains("long"))
          .filter(Files::isRegularFile)
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private static String random(int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(UUID.randomUUID());
    }
    return text.toString();
  }

  /** Nobody can tell whose it is, so it is not kept quiet. */
  @Test
  void find_damagedSnapshot_isNamed() throws IOException {
    created("good", Map.of("owner", "ann")).flush();
    created("torn", Map.of("owner", "ann")).flush();
    Path object;
    try (Stream<Path> all = Files.walk(folder)) {
      object =
          all.filter(Files::isRegularFile)
              .filter(file -> file.toString().contains("torn"))
              .findFirst()
              .orElseThrow();
    }
    Files.write(object, new byte[] {1, 2, 3});
    ThreadMatches page =
        namespace.find(ThreadQuery.builder().label("owner", "ann").build(), lastCursor(), 100);
    assertThat(page.matches()).extracting(match -> match.info().ref().id()).containsExactly("good");
    assertThat(page.unreadable()).containsExactly(store.thread(page.unreadable().get(0)).ref());
    assertThat(page.unreadable().get(0).id()).isEqualTo("torn");
  }

  /** Where the archived ones begin. */
  private String lastCursor() {
    String cursor = ThreadNamespace.START;
    while (!cursor.startsWith("c:")) {
      cursor = namespace.find(ThreadQuery.all(), cursor, 100).next().orElseThrow();
    }
    return cursor;
  }

  /** Who looks at a thread does not use it: a clean copy goes when its time has come. */
  @Test
  void find_doesNotRenewTheTtl() {
    TieredThreadManager<Note> thread = created("kept", Map.of());
    thread.flush(AfterFlush.KEEP);
    for (String key : redis.keysOf(thread.ref())) {
      redis.commands().pexpire(key, 100_000);
    }
    assertThat(ids(ThreadQuery.builder().tier(Tier.HOT).build())).containsExactly("kept");
    for (String key : redis.keysOf(thread.ref())) {
      assertThat(redis.commands().pttl(key)).isLessThanOrEqualTo(100_000);
    }
  }

  @Test
  void find_foreignCursor_isRefused() {
    assertThatThrownBy(() -> namespace.find(ThreadQuery.all(), "x:1", 10))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> namespace.find(ThreadQuery.all(), ThreadNamespace.START, 0))
        .isInstanceOf(InvalidInputException.class);
  }

  private TieredThreadManager<Note> created(String id, Map<String, String> labels) {
    TieredThreadManager<Note> thread = namespace.thread(id);
    thread.create(labels);
    thread.append(Note.range("m", 0, 2));
    return thread;
  }

  private List<String> ids(ThreadQuery query) {
    return find(query).stream().map(match -> match.info().ref().id()).distinct().toList();
  }

  private List<Match> find(ThreadQuery query) {
    List<Match> all = new ArrayList<>();
    Optional<String> cursor = Optional.of(ThreadNamespace.START);
    while (cursor.isPresent()) {
      ThreadMatches page = namespace.find(query, cursor.get(), 7);
      assertThat(page.unreadable()).isEmpty();
      all.addAll(page.matches());
      cursor = page.next();
    }
    return all;
  }
}
