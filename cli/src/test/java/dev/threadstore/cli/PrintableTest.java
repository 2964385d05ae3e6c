package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void line_whatATerminalWouldObey_isEscaped() {
    assertThat(Printable.line("a\u001b[2J\r\nb\u0007\u202e\u009bc é😀"))
        .isEqualTo("a\\u001b[2J\\u000d\\u000ab\\u0007\\u202e\\u009bc é😀");
  }

  @Test
  void block_linesAndTabs_stay() {
    assertThat(Printable.block("a\r\n\tb\u001b")).isEqualTo("a\n\tb\\u001b");
  }

  @Test
  void bytes_ofAllSizes_areShort() {
    assertThat(Sizes.bytes(0)).isEqualTo("0 B");
    assertThat(Sizes.bytes(999)).isEqualTo("999 B");
    assertThat(Sizes.bytes(1000)).isEqualTo("1.0 kB");
    assertThat(Sizes.bytes(999_949)).isEqualTo("1.0 MB");
    assertThat(Sizes.bytes(123_456)).isEqualTo("123 kB");
    assertThat(Sizes.bytes(Long.MAX_VALUE)).isEqualTo("9.2 EB");
  }

  @Test
  void time_ofAllLengths_isShort() {
    assertThat(Sizes.time(Duration.ofNanos(1_234_567))).isEqualTo("1.2 ms");
    assertThat(Sizes.time(Duration.ofMillis(61_234))).isEqualTo("61.23 s");
  }

  @Test
  void count_ofOne_isSingular() {
    assertThat(Sizes.count(1, "message")).isEqualTo("1 message");
    assertThat(Sizes.count(0, "message")).isEqualTo("0 messages");
  }
}
