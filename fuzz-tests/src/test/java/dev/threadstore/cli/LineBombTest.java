package dev.threadstore.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.fuzz.Allocation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** A small packed file, of which one line comes that fills any memory. */
class LineBombTest {
  private static final int MIB = 1 << 20;

  /** Found here: the whole line was kept, however long. */
  @Test
  void next_longLinePackedSmall_isReportedAndTheNextOneIsRead() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      byte[] zeros = new byte[MIB];
      for (int i = 0; i < 50; i++) {
        gzip.write(zeros);
      }
      gzip.write("\nnext".getBytes(US_ASCII));
    }
    assertThat(packed.size()).isLessThan(MIB);
    long allocated =
        Allocation.of(
            () -> {
              try (LineReader reader =
                  new LineReader(new ByteArrayInputStream(packed.toByteArray()), MIB)) {
                LineReader.Line line = reader.next();
                assertThatThrownBy(line::text)
                    .isInstanceOf(BadInputException.class)
                    .hasMessage("longer than 1048576 bytes");
                assertThat(reader.next().text()).isEqualTo("next");
              }
              return null;
            });
    assertThat(allocated).isLessThan(10 * MIB);
  }

  /** Found here: all were remembered. */
  @Test
  void ignoredKeys_ofALineWithMany_areTheFirst() throws Exception {
    StringBuilder line = new StringBuilder("{\"thread\":\"t\",\"messages\":[]");
    for (int i = 0; i < 1000; i++) {
      line.append(",\"").append(i).append("k".repeat(1000)).append("\":0");
    }
    ConversationFormat format = new ConversationFormat();
    format.parse(line + ",\"last\":0}");
    assertThat(format.ignoredKeys()).hasSizeLessThan(100).allMatch(key -> key.length() < 200);
  }
}
