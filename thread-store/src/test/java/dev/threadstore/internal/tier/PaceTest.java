package dev.threadstore.internal.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How work is spread over time. */
class PaceTest {
  private long nanos = Long.MAX_VALUE - 10;
  private final Pace pace = new Pace(10, () -> nanos);

  @Test
  void pause_afterWorkWasBegun_isAsLongAsThatMayTake() {
    assertThat(pace.pause()).isZero();
    pace.begin(5);
    assertThat(pace.pause()).isEqualTo(Duration.ofMillis(500));
    pass(Duration.ofMillis(200));
    assertThat(pace.pause()).isEqualTo(Duration.ofMillis(300));
    pace.begin(1);
    assertThat(pace.pause()).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void pause_afterIdleTime_doesNotMakeUpForIt() {
    pass(Duration.ofHours(1));
    assertThat(pace.pause()).isZero();
    pace.begin(20);
    assertThat(pace.pause()).isEqualTo(Duration.ofSeconds(2));
  }

  private void pass(Duration duration) {
    nanos += duration.toNanos();
  }
}
