package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Into which step an age falls, and how long its bar is. */
class AgeHistogramTest {
  private final AgeHistogram ages = new AgeHistogram();

  @Test
  void add_ageAtABound_countsInTheNextStep() {
    ages.add(Duration.ZERO);
    ages.add(Duration.ofSeconds(60).minusNanos(1));
    ages.add(Duration.ofMinutes(1));
    ages.add(Duration.ofHours(1));
    ages.add(Duration.ofDays(30).minusNanos(1));
    ages.add(Duration.ofDays(30));
    ages.add(Duration.ofDays(9999));
    assertThat(ages.json())
        .isEqualTo(
            "{\"< 1m\":2,\"< 10m\":1,\"< 1h\":0,\"< 1d\":1,\"< 7d\":0,\"< 30d\":1,\"older\":2}");
  }

  @Test
  void text_oneAmongMany_stillShows() {
    for (int i = 0; i < 1000; i++) {
      ages.add(Duration.ofSeconds(30));
    }
    ages.add(Duration.ofHours(2));
    assertThat(ages.text("how old").lines())
        .containsExactly(
            "how old",
            "  < 1m   1000  " + "#".repeat(40),
            "  < 10m     0",
            "  < 1h      0",
            "  < 1d      1  #",
            "  < 7d      0",
            "  < 30d     0",
            "  older     0");
  }

  @Test
  void text_ofNothing_isEmpty() {
    assertThat(ages.text("how old")).isEmpty();
  }
}
