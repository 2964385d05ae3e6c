package dev.threadstore.cold.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.testsupport.S3Bucket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every operation makes of every failure: what passes is waited out, and what lasts is an
 * exception; never "absent", never an empty listing, never a creation that was none (H102).
 */
class FailuresTest {
  private static final byte[] BYTES = "some bytes of an object".getBytes(US_ASCII);

  private final Disturbed disturbed = new Disturbed();
  private final S3Bucket bucket = disturbed.bucket;
  private final FaultProxy proxy = disturbed.proxy;
  private final String secret = disturbed.server.secretKey();
  private final S3ColdStore store = disturbed.store().silenceTimeout(Duration.ofMillis(800)).open();

  @BeforeEach
  void putOne() {
    bucket.put("a/there", BYTES);
  }

  @AfterEach
  void close() {
    store.close();
    disturbed.close();
  }

  /** An operation on a bucket with one object, {@code a/there}. */
  enum Operation {
    CREATE {
      @Override
      Object run(S3ColdStore store) {
        return store.create("a/new", BYTES);
      }
    },
    READ {
      @Override
      Object run(S3ColdStore store) {
        return store.read("a/there").map(FailuresTest::text);
      }
    },
    DELETE {
      @Override
      Object run(S3ColdStore store) {
        store.delete(List.of("a/there"));
        return "deleted";
      }
    },
    LIST {
      @Override
      Object run(S3ColdStore store) {
        return store.list("a/", "", 10).stream().map(ColdObject::key).toList();
      }
    };

    abstract Object run(S3ColdStore store);

    /** What it answers if nothing goes wrong. */
    Object answer() {
      return switch (this) {
        case CREATE -> CreateOutcome.CREATED;
        case READ -> Optional.of(text(BYTES));
        case DELETE -> "deleted";
        case LIST -> List.of("a/there");
      };
    }
  }

  /** A failure after which the next attempt may do better. */
  record Passing(String name, Fault fault, boolean hasItsEffect) {
    static final List<Passing> ALL =
        List.of(
            new Passing("409", Fault.refusal(409, "ConditionalRequestConflict"), false),
            new Passing("429", Fault.refusal(429, "TooManyRequests"), false),
            new Passing("500", Fault.refusal(500, "InternalError"), false),
            new Passing("503", Fault.refusal(503, "SlowDown"), false),
            new Passing("foreign 502", Fault.foreign(502), false),
            new Passing("silent", Fault.SILENT, false),
            new Passing("silent afterwards", Fault.SILENT_AFTERWARDS, true),
            new Passing("reset", Fault.RESET, false),
            new Passing("reset afterwards", Fault.RESET_AFTERWARDS, true));

    @Override
    public String toString() {
      return name;
    }
  }

  /** A refusal that no further attempt changes. */
  record Lasting(Fault fault, String named) {
    static final List<Lasting> ALL =
        List.of(
            new Lasting(Fault.refusal(403, "AccessDenied"), "AccessDenied"),
            new Lasting(Fault.refusal(404, "NoSuchBucket"), "NoSuchBucket"),
            new Lasting(Fault.foreign(404), "404"),
            new Lasting(Fault.refusal(301, "PermanentRedirect"), "PermanentRedirect"),
            new Lasting(Fault.refusal(400, "BadDigest"), "BadDigest"),
            new Lasting(Fault.refusal(501, "NotImplemented"), "NotImplemented"));

    @Override
    public String toString() {
      return named;
    }
  }

  static Stream<Arguments> passing() {
    return cross(Passing.ALL);
  }

  static Stream<Arguments> lasting() {
    return cross(Lasting.ALL);
  }

  private static Stream<Arguments> cross(List<?> failures) {
    return Stream.of(Operation.values())
        .flatMap(operation -> failures.stream().map(each -> Arguments.of(operation, each)));
  }

  @ParameterizedTest
  @EnumSource
  void anyOperation_undisturbed_itsAnswer(Operation operation) {
    assertThat(operation.run(store)).isEqualTo(operation.answer());

    assertThat(proxy.requests()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("passing")
  void anyOperation_failsOnce_isTriedAgain(Operation operation, Passing failure) {
    proxy.next(failure.fault());

    Object expected =
        operation == Operation.CREATE && failure.hasItsEffect()
            ? CreateOutcome.EXISTS
            : operation.answer();
    assertThat(operation.run(store)).isEqualTo(expected);

    assertThat(proxy.requests()).hasSize(2);
    assertEffect(operation, true);
  }

  /** The client itself gives up when what it parses ends too early. */
  @ParameterizedTest
  @EnumSource(names = {"DELETE", "LIST"})
  void answerBreaksOff_once_isTriedAgain(Operation operation) {
    for (Fault fault : List.of(Fault.SHORT, Fault.STALLED)) {
      proxy.next(fault);
      assertThat(operation.run(store)).isEqualTo(operation.answer());
    }
    assertThat(proxy.requests()).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource(names = {"DELETE", "LIST"})
  void answerBreaksOff_eachTime_isAnException(Operation operation) {
    proxy.always(Fault.SHORT);
    assertThatThrownBy(() -> operation.run(store))
        .isInstanceOf(ColdStoreException.class)
        .hasMessageContaining(bucket.name());
    assertThat(proxy.requests()).hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("passing")
  void anyOperation_failsEachTime_isAnException(Operation operation, Passing failure) {
    proxy.always(failure.fault());

    assertThatThrownBy(() -> operation.run(store))
        .isInstanceOf(ColdStoreException.class)
        .hasMessageContaining(bucket.name())
        .hasMessageContaining("a/")
        .hasMessageNotContaining(secret);

    assertThat(proxy.requests()).hasSizeLessThanOrEqualTo(2);
    assertEffect(operation, failure.hasItsEffect());
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void anyOperation_refused_isAnExceptionAtOnce(Operation operation, Lasting refusal) {
    proxy.always(refusal.fault());

    assertThatThrownBy(() -> operation.run(store))
        .isInstanceOf(ColdStoreException.class)
        .hasMessageContaining("`" + refusal.named() + "`")
        .hasMessageNotContaining(secret);

    assertEffect(operation, false);
  }

  /** Each byte comes in time, and all of them too late. */
  @ParameterizedTest
  @EnumSource
  void anyOperation_answersTooSlowly_isAnException(Operation operation) {
    proxy.always(Fault.SLOW);

    try (S3ColdStore impatient = disturbed.store().callTimeout(Duration.ofSeconds(1)).open()) {
      assertThatThrownBy(() -> operation.run(impatient))
          .isInstanceOf(ColdStoreException.class)
          .hasMessageContaining("did not answer");
    }

    assertEffect(operation, true);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, US_ASCII);
  }

  private void assertEffect(Operation operation, boolean expected) {
    switch (operation) {
      case CREATE -> {
        assertThat(bucket.keys().contains("a/new")).isEqualTo(expected);
        if (expected) {
          assertThat(bucket.read("a/new")).isEqualTo(BYTES);
        }
      }
      case DELETE -> assertThat(bucket.keys().contains("a/there")).isEqualTo(!expected);
      case READ, LIST -> assertThat(bucket.keys()).containsExactly("a/there");
    }
  }
}
