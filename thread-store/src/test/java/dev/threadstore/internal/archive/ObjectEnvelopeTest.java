package dev.threadstore.internal.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.threadstore.model.LimitExceededException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell, whatever is in it. */
class ObjectEnvelopeTest {
  private static final byte[] FRAMES = Zstd.compress("content\n".getBytes(UTF_8));
  private static final String SHA = Objects.sha256(FRAMES);

  @Test
  void seal_content_canBeDecompressedByAnyZstdTool() {
    byte[] object = ObjectEnvelope.seal(out -> out.write("content\n".getBytes(UTF_8)));

    assertThat(Objects.content(object)).asString(UTF_8).isEqualTo("content\n");
  }

  @Test
  void seal_content_isVouchedForByTheFirstLine() {
    byte[] object = ObjectEnvelope.seal(out -> out.write("content\n".getBytes(UTF_8)));

    String line = Objects.line(object);
    byte[] frames = Arrays.copyOfRange(object, 8 + line.length(), object.length);
    assertThat(line).isEqualTo("threadstore-snapshot 1 8 " + Objects.sha256(frames) + "\n");
  }

  @Test
  void seal_contentOverTheLimit_isRefused() {
    byte[] mebibyte = new byte[1 << 20];
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(
            () ->
                ObjectEnvelope.seal(
                    out -> {
                      for (int i = 0; i < 1024; i++) {
                        out.write(mebibyte);
                      }
                      out.write('\n');
                    }))
        .satisfies(e -> assertThat(e.limit()).isEqualTo(1L << 30))
        .satisfies(e -> assertThat(e.value()).isEqualTo((1L << 30) + 1));
  }

  @Test
  void open_severalFrames_areOneContent() throws Exception {
    byte[] frames =
        Objects.concat(
            Zstd.compress("one\ntw".getBytes(UTF_8)), Zstd.compress("o\n".getBytes(UTF_8)));
    try (ContentLines lines = ObjectEnvelope.open(Objects.sealed(8, frames))) {
      assertThat(text(lines.next("first"))).isEqualTo("one");
      assertThat(text(lines.next("second"))).isEqualTo("two");
      lines.end();
    }
  }

  @Test
  void open_emptyObject_saysSo() {
    assertUnreadable(new byte[0], "object is empty");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 8, 20, 60})
  void open_cutWithinTheFirstFrame_saysTorn(int length) {
    byte[] object = Arrays.copyOf(Objects.sealed("content\n"), length);

    assertUnreadable(
        object,
        "object is torn or foreign: it ends within its first frame: bytes=`" + length + "`");
  }

  @Test
  void open_ordinaryZstdFile_saysForeign() {
    assertUnreadable(FRAMES, "object is foreign");
  }

  @Test
  void open_text_saysForeign() {
    assertUnreadable("{\"kind\":\"snapshot\"}".getBytes(UTF_8), "object is foreign");
  }

  @Test
  void open_otherSkippableFrame_saysForeign() {
    byte[] line = ("threadstore-snapshot 1 8 " + SHA + "\n").getBytes(US_ASCII);
    assertUnreadable(
        Objects.concat(Objects.skippable(0x184D2A50, line), FRAMES), "object is foreign");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "something else",
        "threadstore-snapshot",
        "threadstore-snapshot one 8\n",
        "threadstore-snapshot 0 8\n",
        "threadstore-snapshot 01 8\n",
        "threadstore-snapshot -1 8\n",
        "Threadstore-snapshot 1 8\n",
        "a threadstore-snapshot 1 8\n",
        "threadstore-snapshot 1000000000 8\n"
      })
  void open_otherWords_saysForeign(String line) {
    assertUnreadable(Objects.withLine(line, FRAMES), "object is foreign");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 999_999_999})
  void open_laterVersion_saysFoundAndSupported(int version) {
    String problem = "format version is not supported: found=`" + version + "` supported=`1`";
    String begin = "threadstore-snapshot " + version;
    assertUnreadable(Objects.withLine(begin + " 8 " + SHA + "\n", FRAMES), problem);
    assertUnreadable(Objects.withLine(begin + "\n", new byte[0]), problem);
    assertUnreadable(Objects.withLine(begin + " what we cannot know".repeat(99), FRAMES), problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8 SHA", "8 SHA\n\n", "8 SHA more\n", " 8 SHA\n", "8  SHA\n", "08 SHA\n", "-8 SHA\n",
        "+8 SHA\n", "8.0 SHA\n", "SHA 8\n", "8\n", "8 \n", "8 sha\n", "8 SHA0\n",
        "1000000000000000000 SHA\n", "8 SHA\r\n"
      })
  void open_malformedLine_saysSo(String line) {
    assertUnreadable(
        Objects.withLine("threadstore-snapshot 1 " + line.replace("SHA", SHA), FRAMES),
        "object is corrupted: its first frame is malformed");
  }

  @Test
  void open_checksumInUpperCase_isMalformed() {
    assertUnreadable(
        Objects.withLine("threadstore-snapshot 1 8 " + "A".repeat(64) + "\n", FRAMES),
        "object is corrupted: its first frame is malformed");
  }

  @Test
  void open_otherChecksum_saysWhichIsExpectedAndFound() {
    String other = "0".repeat(64);
    assertUnreadable(
        Objects.withLine("threadstore-snapshot 1 8 " + other + "\n", FRAMES),
        "object is torn or corrupted: expectedSha256=`" + other + "` foundSha256=`" + SHA + "`");
  }

  @Test
  void open_contentMissing_saysTornOrCorrupted() {
    assertUnreadable(
        Objects.withLine("threadstore-snapshot 1 8 " + SHA + "\n", new byte[0]),
        "object is torn or corrupted");
  }

  @ParameterizedTest
  @ValueSource(longs = {(1L << 30) + 1, Integer.MAX_VALUE, 1L << 32, 999_999_999_999_999_999L})
  void open_giantDeclaredLength_isRefusedBeforeAnythingIsDecompressed(long declared) {
    assertUnreadable(
        Objects.sealed(declared, FRAMES),
        "declared content is too long: declared=`" + declared + "` limit=`1073741824`");
  }

  @Test
  void open_lessThanDeclared_saysShorter() {
    assertUnreadable(
        Objects.sealed(9, FRAMES), "content is shorter than declared: declared=`9` found=`8`");
    assertUnreadable(
        Objects.sealed(1L << 30, FRAMES),
        "content is shorter than declared: declared=`1073741824` found=`8`");
  }

  @Test
  void open_moreThanDeclared_saysLonger() {
    assertUnreadable(Objects.sealed(7, FRAMES), "content is longer than declared: declared=`7`");
    assertUnreadable(Objects.sealed(0, FRAMES), "content is longer than declared: declared=`0`");
  }

  /** 256 MiB in 8 KiB, said to be 100 bytes: the decompressor is stopped at byte 101. */
  @Test
  void open_bomb_isStoppedAtTheDeclaredLength() {
    byte[] bomb = Zstd.compress(new byte[256 << 20]);
    long before = allocatedBytes();

    assertUnreadable(Objects.sealed(100, bomb), "content is longer than declared: declared=`100`");

    assertThat(allocatedBytes() - before).isLessThan(16 << 20);
  }

  @Test
  void open_garbageWithRightChecksum_cannotBeDecompressed() {
    byte[] garbage = new byte[1000];
    new Random(1).nextBytes(garbage);
    assertUnreadable(Objects.sealed(1000, garbage), "content cannot be decompressed");
  }

  @Test
  void open_frameCutShortWithRightChecksum_cannotBeDecompressed() {
    byte[] frames = Zstd.compress("content\n".repeat(1000).getBytes(UTF_8));
    assertUnreadable(
        Objects.sealed(8000, Arrays.copyOf(frames, frames.length - 1)),
        "content cannot be decompressed");
  }

  @Test
  void open_garbageBehindTheFrames_cannotBeDecompressed() {
    byte[] frames = Objects.concat(FRAMES, "garbage behind".getBytes(UTF_8));
    assertUnreadable(Objects.sealed(8, frames), "content cannot be decompressed");
  }

  @Test
  void next_lineOverItsLimit_isRefusedAndLineAtItIsNot() throws Exception {
    byte[] object = Objects.sealed("x".repeat(200_000) + "\n");
    try (ContentLines lines = ObjectEnvelope.open(object)) {
      assertThat(text(lines.next("line", 200_000))).hasSize(200_000);
    }
    try (ContentLines lines = ObjectEnvelope.open(object)) {
      assertThatThrownBy(() -> lines.next("line", 199_999))
          .isInstanceOf(UnreadableObjectException.class)
          .hasMessage("line is too long: line=`line` limit=`199999`");
    }
  }

  private static void assertUnreadable(byte[] object, String problem) {
    assertThatExceptionOfType(UnreadableObjectException.class)
        .isThrownBy(
            () -> {
              try (ContentLines lines = ObjectEnvelope.open(object)) {
                lines.next("line");
                lines.end();
              }
            })
        .satisfies(e -> assertThat(e.problem()).startsWith(problem));
  }

  private static String text(ContentLine line) {
    return new String(line.copy(line.begin(), line.end()), UTF_8);
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
