package dev.threadstore.cold.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Whoever interrupts a call gets it to end soon, and finds the flag still set. */
class InterruptionTest {
  private final Disturbed disturbed = new Disturbed();
  private final S3ColdStore store = disturbed.store().maxAttempts(1000).open();

  @AfterEach
  void close() {
    Thread.interrupted();
    store.close();
    disturbed.close();
  }

  @ParameterizedTest
  @EnumSource(FailuresTest.Operation.class)
  void anyOperation_interruptedBefore_endsAndKeepsTheFlag(FailuresTest.Operation operation) {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> operation.run(store)).isInstanceOf(ColdStoreException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(disturbed.proxy.requests()).isEmpty();
  }

  @Test
  void anyOperation_interruptedBetweenAttemptsOfTheClient_endsAndKeepsTheFlag() {
    Thread caller = Thread.currentThread();
    disturbed.proxy.always(
        exchange -> {
          caller.interrupt();
          exchange.answer(Fault.error(500, "InternalError"));
        });

    assertThatThrownBy(() -> store.list("", "", 1))
        .isInstanceOf(ColdStoreException.class)
        .hasMessageContaining("interrupted");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(disturbed.proxy.requests()).hasSizeLessThan(3);
  }

  @Test
  void pause_interrupted_endsAndKeepsTheFlag() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> new Attempts(2, 0).pauseAfter(1))
        .isInstanceOf(ColdStoreException.class)
        .hasMessageContaining("interrupted");

    assertThat(Thread.interrupted()).isTrue();
  }

  /** As clients of applications may do. */
  @Test
  void anyCall_clientClearsTheFlag_isSetAgain() {
    S3Calls calls = new S3Calls("bucket", new Retries(2, Duration.ofMinutes(1)));

    assertThatThrownBy(
            () ->
                calls.run(
                    "read",
                    "a",
                    () -> {
                      throw SdkClientException.create("told to", new InterruptedIOException());
                    }))
        .isInstanceOf(ColdStoreException.class)
        .hasMessageContaining("interrupted");

    assertThat(Thread.interrupted()).isTrue();
  }

  static Stream<IOException> timeouts() {
    return Stream.of(
        new SocketTimeoutException(), new ConnectionRequestTimeoutException("no free connection"));
  }

  /** Both are InterruptedIOExceptions to Java. */
  @ParameterizedTest
  @MethodSource("timeouts")
  void anyCall_clientTimesOut_isNoInterruption(IOException timeout) {
    S3Calls calls = new S3Calls("bucket", new Retries(2, Duration.ofMinutes(1)));

    assertThatThrownBy(
            () ->
                calls.run(
                    "read",
                    "a",
                    () -> {
                      throw SdkClientException.create("late", timeout);
                    }))
        .isInstanceOf(ColdStoreException.class)
        .hasMessageContaining("did not answer");

    assertThat(Thread.interrupted()).isFalse();
  }
}
