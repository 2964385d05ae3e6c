package dev.threadstore.cold.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStoreException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However many attempts are allowed, none of the store's own begins after the call's time. */
class BoundTest {
  /** The pauses before the fifth attempt alone are longer, at least 750 ms. */
  private static final Duration SHORT = Duration.ofMillis(700);

  private static final int AT_MOST = 4;

  private final Disturbed disturbed = new Disturbed();
  private final FaultProxy proxy = disturbed.proxy;
  private final S3ColdStore store = disturbed.store().maxAttempts(6).callTimeout(SHORT).open();

  @AfterEach
  void close() {
    store.close();
    disturbed.close();
  }

  @Test
  void create_conflictsForLong_isTriedNoLongerThanTheCallMayTake() {
    proxy.always(Fault.refusal(409, "ConditionalRequestConflict"));

    assertThatThrownBy(() -> store.create("a", new byte[1])).isInstanceOf(ColdStoreException.class);

    assertThat(proxy.requests()).hasSizeLessThanOrEqualTo(AT_MOST);
  }

  @Test
  void delete_keyFailsForLong_isTriedNoLongerThanTheCallMayTake() {
    String busy = "<DeleteResult><Error><Key>a</Key><Code>SlowDown</Code></Error></DeleteResult>";
    proxy.always(exchange -> exchange.answer(Fault.response(200, "application/xml", busy)));

    assertThatThrownBy(() -> store.delete(List.of("a"))).isInstanceOf(ColdStoreException.class);

    assertThat(proxy.requests()).hasSizeLessThanOrEqualTo(AT_MOST);
  }

  /** Attempts for the batch and attempts for its keys share one time. */
  @Test
  void delete_answerBreaksOffAndKeyFails_isTriedNoLongerThanTheCallMayTake() {
    String busy = "<DeleteResult><Error><Key>a</Key><Code>SlowDown</Code></Error></DeleteResult>";
    for (int round = 0; round < 6; round++) {
      proxy.next(Fault.SHORT);
      proxy.next(Fault.SHORT);
      proxy.next(exchange -> exchange.answer(Fault.response(200, "application/xml", busy)));
    }

    assertThatThrownBy(() -> store.delete(List.of("a"))).isInstanceOf(ColdStoreException.class);

    assertThat(proxy.requests()).hasSizeLessThanOrEqualTo(9);
  }
}
