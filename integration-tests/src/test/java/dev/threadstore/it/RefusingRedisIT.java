package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A Redis that refuses: each operation either works or fails as {@link StoreUnavailableException}
 * and has changed nothing in either tier, and works again when the refusal ends (G1, G11). Scripts
 * do not roll back: one that is refused after its first write leaves half a change (H98). A full
 * Redis that refuses the flush which would free it stays full (H108).
 */
class RefusingRedisIT {
  private static final String USER = "app";
  private static final String PASSWORD = "the-password-of-app";

  private static final Set<String> WAYS_OUT_OF_DAMAGE = Set.of("delete", "purge", "restore hot");

  private static RedisServer server;
  private static RedisFixture admin;
  private static RedisClient client;

  @TempDir private Path folder;
  private FileSystemColdStore cold;
  private ThreadStore<Note> store;
  private Threads threads;

  /** How Redis refuses, with the word that it answers. */
  enum Refusal {
    FULL("OOM") {
      @Override
      void begin() {
        admin.commands().configSet("maxmemory", "1");
      }

      @Override
      void end() {
        admin.commands().configSet("maxmemory", "0");
      }
    },
    READ_ONLY_REPLICA("READONLY") {
      @Override
      void begin() {
        ((RedisCommands<String, String>) admin.commands()).replicaof("127.0.0.1", 1);
      }

      @Override
      void end() {
        ((RedisCommands<String, String>) admin.commands()).replicaofNoOne();
      }
    },
    TOO_FEW_REPLICAS("NOREPLICAS") {
      @Override
      void begin() {
        admin.commands().configSet("min-replicas-to-write", "1");
      }

      @Override
      void end() {
        admin.commands().configSet("min-replicas-to-write", "0");
      }
    },
    SCRIPTS_FORBIDDEN("NOPERM") {
      @Override
      void begin() {
        user("-eval", "-evalsha");
      }

      @Override
      void end() {
        user("+eval", "+evalsha");
      }
    },
    KEYS_FORBIDDEN("NOPERM") {
      @Override
      void begin() {
        user("resetkeys", "~other:*");
      }

      @Override
      void end() {
        user("~*");
      }
    },
    /** Nothing but what the library needs. */
    ALL_ELSE_FORBIDDEN("") {
      @Override
      void begin() {
        user("nocommands", "resetkeys", "~ts:*");
        user("+@scripting", "+@hash", "+@list", "+@string", "+@set", "+@sortedset");
        user("+@keyspace", "+time", "-@dangerous");
      }

      @Override
      void end() {
        user("+@all", "~*");
      }
    };

    final String word;

    Refusal(String word) {
      this.word = word;
    }

    abstract void begin();

    abstract void end();

    /** Whether an operation works nevertheless. */
    boolean lets(Need need) {
      return switch (this) {
        case FULL -> need != Need.TO_ADD;
        case READ_ONLY_REPLICA, TOO_FEW_REPLICAS -> need == Need.NOTHING || need == Need.TO_READ;
        case SCRIPTS_FORBIDDEN, KEYS_FORBIDDEN -> need == Need.NOTHING;
        case ALL_ELSE_FORBIDDEN -> true;
      };
    }
  }

  /** What an operation needs of Redis. */
  enum Need {
    NOTHING,
    TO_READ,
    TO_FREE,
    TO_ADD
  }

  /** A thread in each condition. */
  record Threads(
      TieredThreadManager<Note> dirty,
      TieredThreadManager<Note> clean,
      TieredThreadManager<Note> archived,
      TieredThreadManager<Note> absent,
      ThreadNamespace<Note> namespace) {}

  /** Something that can be done with them. */
  record Operation(String name, Need need, Run run) {
    interface Run {
      Object with(Threads threads);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Operation op(String name, Need need, Operation.Run run) {
    return new Operation(name, need, run);
  }

  static Stream<Operation> operationsOnDirty() {
    return Stream.of(
        op("load", Need.TO_READ, t -> t.dirty().load()),
        op("tail", Need.TO_READ, t -> t.dirty().messages().tail(2)),
        op("find", Need.TO_READ, t -> t.dirty().messages().find("m1")),
        op("load state", Need.TO_READ, t -> t.dirty().state().loadJson()),
        op("info", Need.TO_READ, t -> t.dirty().info()),
        op("hydrate hot", Need.TO_READ, t -> t.dirty().hydrate()),
        op("flush", Need.TO_FREE, t -> t.dirty().flush()),
        op("flush, keep", Need.TO_FREE, t -> t.dirty().flush(AfterFlush.KEEP)),
        op("flush if idle", Need.TO_FREE, t -> t.dirty().flushIfIdle(Duration.ZERO)),
        op("truncate", Need.TO_FREE, t -> t.dirty().truncateFrom("m1", Revision.ANY)),
        op("delete", Need.TO_FREE, t -> t.dirty().delete()),
        op("purge", Need.TO_FREE, t -> t.dirty().purge()),
        op("keep hot", Need.TO_FREE, t -> t.dirty().resolve(Resolution.keepHot(), Revision.ANY)),
        op("append", Need.TO_ADD, t -> t.dirty().append(Note.range("new", 0, 3))),
        op("save state", Need.TO_ADD, t -> t.dirty().state().saveJson("2", Revision.ANY)),
        op(
            "replace",
            Need.TO_ADD,
            t -> t.dirty().replaceAll(Note.range("new", 0, 3), Revision.ANY)),
        op("fork hot", Need.TO_ADD, t -> t.dirty().fork(t.absent().ref())),
        op("restore hot", Need.TO_ADD, t -> t.dirty().snapshots().restore(1, Revision.ANY)));
  }

  static Stream<Operation> operationsOnOthers() {
    return Stream.of(
        op("history", Need.NOTHING, t -> t.archived().snapshots().history(5)),
        op("list", Need.NOTHING, t -> t.namespace().list(ThreadNamespace.START, 5)),
        op("load clean", Need.TO_READ, t -> t.clean().load()),
        op("info archived", Need.TO_READ, t -> t.archived().info()),
        op("exists", Need.TO_READ, t -> t.absent().exists()),
        op("flush clean, keep", Need.TO_READ, t -> t.clean().flush(AfterFlush.KEEP)),
        op("flush clean", Need.TO_FREE, t -> t.clean().flush()),
        op("delete clean", Need.TO_FREE, t -> t.clean().delete()),
        op("delete archived", Need.TO_FREE, t -> t.archived().delete()),
        op("create", Need.TO_ADD, t -> t.absent().create()),
        op("append clean", Need.TO_ADD, t -> t.clean().append(Note.range("new", 0, 3))),
        op("append archived", Need.TO_ADD, t -> t.archived().append(Note.range("new", 0, 3))),
        op("hydrate", Need.TO_ADD, t -> t.archived().hydrate()),
        op("load archived", Need.TO_ADD, t -> t.archived().load()),
        op("fork archived", Need.TO_ADD, t -> t.archived().fork(t.absent().ref())),
        op(
            "restore archived",
            Need.TO_ADD,
            t -> t.archived().snapshots().restore(1, Revision.ANY)));
  }

  static Stream<Arguments> refusedOperations() {
    return Arrays.stream(Refusal.values())
        .flatMap(
            refusal ->
                Stream.concat(operationsOnDirty(), operationsOnOthers())
                    .map(operation -> Arguments.of(refusal, operation)));
  }

  @BeforeAll
  static void start() {
    server = RedisServer.start();
    admin = RedisFixture.on(server);
    user("on", ">" + PASSWORD, "~*", "&*", "+@all");
    client = client(PASSWORD);
  }

  @AfterAll
  static void stop() {
    client.shutdown();
    admin.close();
    server.close();
  }

  @BeforeEach
  void open() {
    cold = FileSystemColdStore.open(folder);
    ThreadStoreSettings settings =
        ThreadStoreSettings.builder()
            .maxAttempts(2)
            .callTimeout(Duration.ofSeconds(2))
            .transferTimeout(Duration.ofSeconds(5))
            .build();
    store = ThreadStore.builder(client, Note.CODEC).coldStore(cold).settings(settings).build();
    String name = RedisFixture.newRef().id();
    threads =
        new Threads(
            made(name, "dirty"),
            made(name, "clean"),
            made(name, "archived"),
            store.thread(new ThreadRef(name, "absent")),
            store.namespace(name));
    threads.dirty().append(Note.range("m", 3, 5));
    threads.archived().flush();
  }

  private TieredThreadManager<Note> made(String namespace, String id) {
    TieredThreadManager<Note> thread = store.thread(new ThreadRef(namespace, id));
    thread.create();
    thread.append(Note.range("m", 0, 3));
    thread.state().saveJson("1", Revision.ANY);
    thread.flush(AfterFlush.KEEP);
    return thread;
  }

  @AfterEach
  void close() {
    store.close();
    cold.close();
    admin.commands().flushall();
  }

  @ParameterizedTest
  @MethodSource("refusedOperations")
  void operation_redisRefuses_worksOrChangesNothing(Refusal refusal, Operation operation)
      throws IOException {
    Map<String, String> before = everything();
    Throwable failure;
    refusal.begin();
    try {
      failure = catchThrowable(() -> operation.run().with(threads));
    } finally {
      refusal.end();
    }
    if (refusal.lets(operation.need())) {
      assertThat(failure).isNull();
      return;
    }
    assertThat(failure)
        .isInstanceOfSatisfying(
            StoreUnavailableException.class, e -> assertThat(e.tier()).isEqualTo(Tier.HOT))
        .hasMessageContaining(refusal.word);
    assertThat(stackTrace(failure)).doesNotContain(PASSWORD).doesNotContain("text of");
    assertThat(everything()).isEqualTo(before);
    // The refusal has ended.
    assertThat(operation.run().with(threads)).isNotNull();
  }

  /** Somebody else's data under a key of a thread with unarchived changes. */
  @ParameterizedTest
  @CsvSource({"head", "log", "ids"})
  void anyUse_foreignDataUnderAKey_isDamageAndChangesNothing(String part) throws IOException {
    String key =
        admin.keysOf(threads.dirty().ref()).stream()
            .filter(each -> each.endsWith(":" + part))
            .findFirst()
            .orElseThrow();
    admin.commands().del(key);
    admin.commands().set(key, "somebody else's");
    Map<String, String> before = everything();
    operationsOnDirty()
        .filter(operation -> !WAYS_OUT_OF_DAMAGE.contains(operation.name()))
        .forEach(
            operation ->
                assertThatThrownBy(() -> operation.run().with(threads))
                    .as(operation.name())
                    .isInstanceOf(DamagedHotCopyException.class));
    assertThat(everything()).isEqualTo(before);
    threads.dirty().snapshots().restore(1, Revision.ANY);
    assertThat(threads.dirty().load().messages()).isEqualTo(Note.range("m", 0, 3));
  }

  @Test
  void build_wrongPassword_isRefusedWithoutSayingIt() {
    RedisClient wrong = client("not-" + PASSWORD);
    try {
      assertThatThrownBy(() -> ThreadStore.builder(wrong, Note.CODEC).build())
          .isInstanceOfSatisfying(
              StoreUnavailableException.class, e -> assertThat(e.tier()).isEqualTo(Tier.HOT))
          .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(PASSWORD));
    } finally {
      wrong.shutdown();
    }
  }

  @Test
  void build_noPasswordWhereOneIsNeeded_isRefused() {
    try (RedisServer locked = RedisServer.start()) {
      RedisClient nobody = RedisClient.create(locked.uri().toString());
      try {
        nobody.connect().sync().aclSetuser("default", AclSetuserArgs.Builder.resetpass());
        assertThatThrownBy(() -> ThreadStore.builder(nobody, Note.CODEC).build())
            .isInstanceOfSatisfying(
                StoreUnavailableException.class, e -> assertThat(e.tier()).isEqualTo(Tier.HOT));
      } finally {
        nobody.shutdown();
      }
    }
  }

  @Test
  void anyUse_passwordChangedMeanwhile_isRefusedWithoutSayingItAndWorksAgain() throws IOException {
    Map<String, String> before = everything();
    user("resetpass", ">another");
    admin.commands().clientKill(KillArgs.Builder.user(USER));
    try {
      for (ThrowingCallable use :
          List.<ThrowingCallable>of(
              threads.dirty()::load, () -> threads.dirty().append(Note.range("new", 0, 1)))) {
        assertThat(catchThrowable(use))
            .isInstanceOfAny(StoreUnavailableException.class, OutcomeUnknownException.class)
            .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(PASSWORD));
      }
    } finally {
      user("resetpass", ">" + PASSWORD);
    }
    assertThat(everything()).isEqualTo(before);
    await().untilAsserted(() -> assertThat(threads.dirty().load().messages()).hasSize(5));
    assertThat(threads.dirty().append(Note.range("m", 5, 6)).added()).hasSize(1);
  }

  private static RedisClient client(String password) {
    RedisURI uri = RedisURI.create(server.uri());
    uri.setCredentialsProvider(
        RedisCredentialsProvider.from(() -> RedisCredentials.just(USER, password)));
    return RedisClient.create(uri);
  }

  /** Changes the rights of the user as whom the store is connected. */
  private static void user(String... rules) {
    CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8).add("SETUSER").add(USER);
    Stream.of(rules).forEach(args::add);
    admin.commands().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), args);
  }

  /** All keys but gates and the index, on which nothing rests, and all files, with content. */
  private Map<String, String> everything() throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (String key : admin.commands().keys("*")) {
      if (!key.endsWith(":gate") && !key.contains("::") && !key.startsWith("ts:{}")) {
        found.put(key, HexFormat.of().formatHex(admin.commands().dump(key)));
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        found.put(file.toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return found;
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
