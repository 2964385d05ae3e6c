package dev.threadstore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an archiver can be told. */
class IdleArchiverSettingsTest {
  private final IdleArchiverSettings.Builder builder = IdleArchiverSettings.builder();

  @Test
  void build_changedAfterwards_staysAsItWas() {
    builder.idle(Duration.ofMinutes(5)).idle("a", Duration.ofMinutes(1));
    IdleArchiverSettings settings = builder.build();
    builder.idle(Duration.ofMinutes(6)).idle("b", Duration.ofMinutes(2));
    assertThat(settings.idle("a")).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.idle("b")).isEqualTo(Duration.ofMinutes(5));
  }

  static Stream<Consumer<IdleArchiverSettings.Builder>> outOfRange() {
    Duration negative = Duration.ofMillis(-1);
    return Stream.of(
        b -> b.idle(negative),
        b -> b.idle(Duration.ofDays(8)),
        b -> b.idle("a", negative),
        b -> b.idle("", Duration.ZERO),
        b -> b.interval(Duration.ofMillis(9)),
        b -> b.concurrency(0),
        b -> b.threadsPerSecond(0),
        b -> b.lease(Duration.ofMillis(99)),
        b -> b.longestBackoff(Duration.ofMillis(999)),
        b -> b.pressure(1.1, Duration.ZERO),
        b -> b.pressure(-0.1, Duration.ZERO),
        b -> b.pressure(Double.NaN, Duration.ZERO),
        b -> b.pressure(0.5, negative),
        b -> b.scanInterval(Duration.ofMillis(99)),
        b -> b.closePatience(negative));
  }

  @ParameterizedTest
  @MethodSource("outOfRange")
  void anySetting_outOfRange_isRefused(Consumer<IdleArchiverSettings.Builder> setting) {
    assertThatThrownBy(() -> setting.accept(builder)).isInstanceOf(InvalidInputException.class);
    List.of("a", "b")
        .forEach(
            namespace ->
                assertThat(builder.build().idle(namespace)).isEqualTo(Duration.ofMinutes(30)));
  }
}
