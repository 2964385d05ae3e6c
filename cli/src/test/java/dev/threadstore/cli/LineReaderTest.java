package dev.threadstore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class LineReaderTest {

  private static List<String> linesOf(byte[] bytes) throws Exception {
    List<String> lines = new ArrayList<>();
    try (LineReader reader = new LineReader(new ByteArrayInputStream(bytes))) {
      for (LineReader.Line line = reader.next(); line != null; line = reader.next()) {
        lines.add(line.number() + ":" + line.text());
      }
    }
    return lines;
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void next_blankLines_areCountedAndLeftOut() throws Exception {
    assertThat(linesOf("a\n\n \t\r\nb".getBytes(UTF_8))).containsExactly("1:a", "4:b");
  }

  @Test
  void next_byteOrderMark_isLeftOut() throws Exception {
    assertThat(linesOf("\ufeffa\nb\n".getBytes(UTF_8))).containsExactly("1:a", "2:b");
  }

  @Test
  void next_gzip_isRecognisedByItsBytes() throws Exception {
    assertThat(linesOf(gzip("é\n😀\n"))).containsExactly("1:é", "2:😀");
  }

  @Test
  void next_nothing_isTheEnd() throws Exception {
    assertThat(linesOf(new byte[0])).isEmpty();
  }

  @Test
  void next_longLine_isReadWhole() throws Exception {
    String longLine = "x".repeat(300_000);
    assertThat(linesOf((longLine + "\ny").getBytes(UTF_8))).containsExactly("1:" + longLine, "2:y");
  }

  @Test
  void text_notUtf8_isRefusedAndTheNextLineIsRead() throws Exception {
    byte[] bytes = {'a', (byte) 0xff, '\n', 'b'};
    try (LineReader reader = new LineReader(new ByteArrayInputStream(bytes))) {
      assertThatThrownBy(() -> reader.next().text())
          .isInstanceOf(BadInputException.class)
          .hasMessage("not valid UTF-8");
      assertThat(reader.next().text()).isEqualTo("b");
    }
  }

  @Test
  void next_gzipThatWasCutOff_failsRatherThanEnds() throws Exception {
    byte[] whole = gzip("line\n".repeat(1000));
    byte[] cut = Arrays.copyOf(whole, whole.length - 10);
    assertThatThrownBy(() -> linesOf(cut)).isInstanceOf(IOException.class);
  }

  @Test
  void position_atTheEnd_isTheSizeOfTheSource() throws Exception {
    byte[] bytes = gzip("line\n".repeat(1000));
    try (LineReader reader = new LineReader(new ByteArrayInputStream(bytes))) {
      while (reader.next() != null) {}
      assertThat(reader.position()).isEqualTo(bytes.length);
    }
  }
}
