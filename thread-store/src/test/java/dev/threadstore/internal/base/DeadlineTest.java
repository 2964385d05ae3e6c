package dev.threadstore.internal.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a deadline has passed, and by which clock. */
class DeadlineTest {
  private long nanos = Long.MAX_VALUE - 5;
  private Instant now = Instant.parse("2026-06-02T12:00:00Z");
  private final Deadline deadline = Deadline.after(Duration.ofNanos(10), () -> nanos, () -> now);

  @Test
  void remaining_timePasses_reachesZero() {
    assertThat(deadline.remainingNanos()).isEqualTo(10);
    nanos += 9;
    assertThat(deadline.remainingNanos()).isEqualTo(1);
    assertThat(deadline.hasPassed()).isFalse();
    nanos += 5;
    assertThat(deadline.remainingNanos()).isZero();
    assertThat(deadline.hasPassed()).isTrue();
  }

  /** H88, H93: whoever sleeps for longer than others wait must not go on. */
  @Test
  void remaining_machineWasSuspended_isZero() {
    now = now.plus(Deadline.MOST_SUSPENDED).plusSeconds(1);
    assertThat(deadline.hasPassed()).isTrue();
  }

  @Test
  void remaining_clockIsSet_isAsBefore() {
    now = now.plusSeconds(3600);
    assertThat(deadline.remainingNanos()).isEqualTo(10);
    now = now.minusSeconds(86_400);
    assertThat(deadline.remainingNanos()).isEqualTo(10);
  }
}
