package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.ColdObject;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.LimitExceededException;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.InMemoryColdStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Arguments with which no call can work are refused by every method, at once, and cost nothing in
 * either tier (G11). An oversized save used to be skipped with a line in a log (H43).
 */
class ArgumentsIT {
  private static final ThreadStoreSettings SETTINGS =
      ThreadStoreSettings.builder()
          .maxMessageBytes(100)
          .maxBatchMessages(3)
          .maxBatchBytes(150)
          .maxStateBytes(50)
          .build();

  private final RedisFixture redis = RedisEngine.REDIS_7.fixture();
  private final InMemoryColdStore cold = new InMemoryColdStore();
  private final String namespace = "arguments-" + UUID.randomUUID();
  private ThreadStore<Note> store;
  private TieredThreadManager<Note> thread;
  private Map<String, String> before;

  /** A call with a wrong argument. */
  interface Call {
    void on(TieredThreadManager<Note> thread, ThreadNamespace<Note> namespace);
  }

  private static Arguments call(String name, Call call) {
    return Arguments.of(name, call);
  }

  static Stream<Arguments> nulls() {
    ThreadRef target = RedisFixture.newRef();
    return Stream.of(
        call("append", (t, n) -> t.append(null)),
        call("append at", (t, n) -> t.append(List.of(), null)),
        call("append element", (t, n) -> t.append(Arrays.asList(Note.of("x"), null))),
        call("after", (t, n) -> t.messages().after(null, 1)),
        call("find", (t, n) -> t.messages().find(null)),
        call("load state", (t, n) -> t.state().load(null)),
        call("save state", (t, n) -> t.state().save(null, Revision.ANY)),
        call("save state at", (t, n) -> t.state().save("x", null)),
        call("save JSON", (t, n) -> t.state().saveJson(null, Revision.ANY)),
        call("save JSON at", (t, n) -> t.state().saveJson("1", null)),
        call("delete state at", (t, n) -> t.state().delete(null)),
        call("truncate", (t, n) -> t.truncateFrom(null, Revision.ANY)),
        call("truncate at", (t, n) -> t.truncateFrom("m1", null)),
        call("replace", (t, n) -> t.replaceAll(null, Revision.ANY)),
        call("replace at", (t, n) -> t.replaceAll(List.of(), null)),
        call("fork to", (t, n) -> t.fork(null)),
        call("fork point", (t, n) -> t.fork(target, null, ForkState.CURRENT)),
        call("fork state", (t, n) -> t.fork(target, ForkPoint.end(), null)),
        call("fork including", (t, n) -> ForkPoint.including(null)),
        call("hydrate", (t, n) -> t.hydrate(null)),
        call("flush", (t, n) -> t.flush(null)),
        call("flush if idle", (t, n) -> t.flushIfIdle(null)),
        call("restore at", (t, n) -> t.snapshots().restore(1, null)),
        call("resolve", (t, n) -> t.resolve(null, Revision.ANY)),
        call("resolve at", (t, n) -> t.resolve(Resolution.keepCold(), null)),
        call("fork hot to", (t, n) -> Resolution.forkHotTo(null)),
        call("list", (t, n) -> n.list(null, 1)),
        call("flush idle", (t, n) -> n.flushIdle(null, ThreadNamespace.START, 1)),
        call("flush idle cursor", (t, n) -> n.flushIdle(Duration.ZERO, null, 1)),
        call("thread of", (t, n) -> n.thread(null)),
        call("id", (t, n) -> new ThreadRef("x", null)),
        call("namespace", (t, n) -> new ThreadRef(null, "x")),
        call("revision", (t, n) -> Revision.parse(null)));
  }

  static Stream<Arguments> outOfRange() {
    return Stream.of(
        call("tail of none", (t, n) -> t.messages().tail(0)),
        call("tail of fewer", (t, n) -> t.messages().tail(-1)),
        call("page before the first", (t, n) -> t.messages().from(-1, 1)),
        call("page of none", (t, n) -> t.messages().from(0, 0)),
        call("page of none backwards", (t, n) -> t.messages().before(1, 0)),
        call("page ending before the first", (t, n) -> t.messages().before(-1, 1)),
        call("page of none after", (t, n) -> t.messages().after("m1", 0)),
        call("message id", (t, n) -> t.messages().find("")),
        call("truncate", (t, n) -> t.truncateFrom("\ud800", Revision.ANY)),
        call("fork first", (t, n) -> ForkPoint.first(-1)),
        call(
            "fork beyond the end",
            (t, n) -> t.fork(t.ref().sibling("x"), ForkPoint.first(4), ForkState.CURRENT)),
        call(
            "fork at no message",
            (t, n) -> t.fork(t.ref().sibling("x"), ForkPoint.including("x"), ForkState.CURRENT)),
        call("history", (t, n) -> t.snapshots().history(0)),
        call("restore 0", (t, n) -> t.snapshots().restore(0, Revision.ANY)),
        call("restore negative", (t, n) -> t.snapshots().restore(-1, Revision.ANY)),
        call("restore beyond", (t, n) -> t.snapshots().restore(2, Revision.ANY)),
        call("restore far beyond", (t, n) -> t.snapshots().restore(Long.MAX_VALUE, Revision.ANY)),
        call("flush if idle", (t, n) -> t.flushIfIdle(Duration.ofMillis(-1))),
        call("flush idle", (t, n) -> n.flushIdle(Duration.ofMillis(-1), ThreadNamespace.START, 1)),
        call("list none", (t, n) -> n.list(ThreadNamespace.START, 0)),
        call("list cursor", (t, n) -> n.list("x", 1)),
        call("list hot cursor", (t, n) -> n.list("h:9:0", 1)),
        call("flush idle none", (t, n) -> n.flushIdle(Duration.ZERO, ThreadNamespace.START, 0)),
        call("flush idle cursor", (t, n) -> n.flushIdle(Duration.ZERO, "c:", 1)),
        call("revision", (t, n) -> Revision.parse("1-2")));
  }

  static Stream<Arguments> overALimit() {
    Note large = new Note("m", "x".repeat(101 - Note.CODEC.encode(new Note("m", "")).length));
    List<Note> many = Note.range("new", 0, 4);
    List<Note> heavy = List.of(new Note("a", "x".repeat(60)), new Note("b", "x".repeat(60)));
    long bytes = heavy.stream().mapToLong(note -> Note.CODEC.encode(note).length).sum();
    String id = "\u00e9".repeat(129);
    String json = "\"" + "\u00e9".repeat(25) + "\"";
    return Stream.of(
        limit("bytes of message", 100, 101, (t, n) -> t.append(List.of(large))),
        limit("bytes of message", 100, 101, (t, n) -> t.replaceAll(List.of(large), Revision.ANY)),
        limit("messages in one append", 3, 4, (t, n) -> t.append(many)),
        limit("bytes in one append", 150, bytes, (t, n) -> t.append(heavy)),
        limit("message id", 256, 258, (t, n) -> t.append(List.of(new Note(id, "")))),
        limit("message id", 256, 258, (t, n) -> t.truncateFrom(id, Revision.ANY)),
        limit("message id", 256, 258, (t, n) -> t.messages().find(id)),
        limit("state", 50, 51, (t, n) -> t.state().save("s".repeat(49), Revision.ANY)),
        limit("state", 50, 52, (t, n) -> t.state().saveJson(json, Revision.ANY)),
        limit("state", 50, 52, (t, n) -> t.state().save("\u00e9".repeat(25), Revision.ANY)));
  }

  private static Arguments limit(String name, long limit, long value, Call call) {
    return Arguments.of(name, limit, value, call);
  }

  @BeforeEach
  void open() {
    store = redis.store().coldStore(cold).settings(SETTINGS).build();
    thread = store.thread(new ThreadRef(namespace, "thread"));
    thread.create();
    thread.append(Note.range("m", 0, 2));
    thread.flush(AfterFlush.KEEP);
    thread.append(Note.range("m", 2, 3));
    before = everything();
  }

  @AfterEach
  void close() {
    store.close();
    redis.keysOf(thread.ref()).forEach(redis.commands()::del);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nulls")
  void anyMethod_null_isRefusedAndChangesNothing(String name, Call call) {
    assertThatThrownBy(() -> call.on(thread, store.namespace(namespace)))
        .isInstanceOf(NullPointerException.class);
    assertThat(everything()).isEqualTo(before);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("outOfRange")
  void anyMethod_outOfRange_isRefusedAndChangesNothing(String name, Call call) {
    assertThatThrownBy(() -> call.on(thread, store.namespace(namespace)))
        .isInstanceOf(InvalidInputException.class);
    assertThat(everything()).isEqualTo(before);
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("overALimit")
  void anyMethod_overALimit_saysLimitAndValueAndChangesNothing(
      String name, long limit, long value, Call call) {
    assertThatThrownBy(() -> call.on(thread, store.namespace(namespace)))
        .isInstanceOfSatisfying(
            LimitExceededException.class,
            e -> {
              assertThat(e.limitName()).contains(name);
              assertThat(e.limit()).isEqualTo(limit);
              assertThat(e.value()).isEqualTo(value);
            })
        .hasMessageContaining(Long.toString(limit))
        .hasMessageContaining(Long.toString(value))
        .hasMessageNotContaining("xxx");
    assertThat(everything()).isEqualTo(before);
  }

  /** All keys of the namespace and all objects of the cold store, with what is in them. */
  private Map<String, String> everything() {
    Map<String, String> found =
        cold.list("", "", 99).stream()
            .map(ColdObject::key)
            .collect(Collectors.toMap(key -> key, key -> hex(cold.read(key).orElseThrow())));
    for (String key : redis.commands().keys("ts:{" + namespace + ":*")) {
      found.put(key, hex(redis.commands().dump(key)));
    }
    return new TreeMap<>(found);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
