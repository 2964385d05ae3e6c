package dev.threadstore.internal.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By how much the idle time shrinks when Redis fills up. */
class MemoryPressureTest {

  @ParameterizedTest
  @CsvSource({
    "30, 1, 0.8, 0.0, 30",
    "30, 1, 0.8, 0.8, 30",
    "31, 1, 0.8, 0.9, 16",
    "31, 1, 0.0, 0.5, 16",
    "30, 1, 0.8, 1.0, 1",
    "30, 1, 0.8, 1.3, 1",
    "30, 0, 0.8, 1.0, 0",
    "1, 5, 0.8, 1.0, 1",
    "30, 1, 1.0, 1.0, 30",
  })
  void shrunk_moreOrLessFull_isEvenlyLess(
      int usual, int least, double from, double full, int expected) {
    Duration shrunk =
        MemoryPressure.shrunk(Duration.ofMinutes(usual), Duration.ofMinutes(least), from, full);
    assertThat(shrunk).isCloseTo(Duration.ofMinutes(expected), Duration.ofMillis(1));
  }
}
