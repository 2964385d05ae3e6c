package dev.threadstore.internal.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.threadstore.fuzz.Allocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * H32: objects of which little is stored and much comes, or is said to come. Their checksums are
 * right. All of this runs in a heap of 256 MiB.
 */
class BombsTest {
  private static final int MIB = 1 << 20;

  @Test
  void read_moreThanDeclared_stopsThere() throws Exception {
    byte[] object = Sealed.sealed(1000, zeros(64));
    assertThat(cost(object, "content is longer than declared")).isLessThan(MIB);
  }

  @Test
  void read_lessThanDeclared_reservesNothingForIt() throws Exception {
    byte[] object =
        Sealed.sealed(ObjectEnvelope.MAX_CONTENT_BYTES, compressed(Stream.of("ten bytes.")));
    assertThat(cost(object, "content is shorter than declared")).isLessThan(MIB);
  }

  @Test
  void read_hundredMiBWithoutALine_isNoHeader() throws Exception {
    byte[] object = Sealed.sealed(100 * MIB, zeros(100));
    assertThat(cost(object, "line is too long: line=`header`")).isLessThan(80 * MIB);
  }

  /** Found here: each level held the names of all levels above it, together gigabytes. */
  @Test
  void read_longNamesWithinEachOther_doNotAddUp() throws Exception {
    String name = "{\"" + "a".repeat(40_000) + "\":";
    byte[] object = content("{\"x\":" + name.repeat(380) + "1" + "}".repeat(381) + "\n");
    assertThat(cost(object, "member is missing: member=`header.kind`")).isLessThan(250 * MIB);
  }

  @Test
  void read_membersWithinEachOtherWithoutEnd_areRefused() throws Exception {
    byte[] object = content("{\"a\":".repeat(3 * MIB) + "\n");
    assertThat(cost(object, "header is not a JSON object")).isLessThan(100 * MIB);
  }

  @Test
  void read_countOfMessagesThatAreNotThere_reservesNothingForThem() throws Exception {
    String header = Sealed.lines(Golden.entry("empty")).get(0);
    long many = 999_999_999_999_999_999L;
    byte[] object =
        content(
            header
                .replace("\"length\":0", "\"length\":" + many)
                .replace("\"count\":0", "\"count\":" + many),
            "\n");
    assertThat(cost(object, "content ends too early: missing=`message 0`")).isLessThan(MIB);
  }

  /** Found here: megabytes of text in a header were repeated in the message of an exception. */
  @Test
  void read_longTextsInTheHeader_areNotRepeated() {
    String text = "\u00e9".repeat(MIB);
    byte[] object = Sealed.object(Sealed.input("{\"kind\":\"pin" + text + "\"}"));
    assertThatThrownBy(() -> PinObject.read(object))
        .isInstanceOf(UnreadableObjectException.class)
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(3000));
  }

  /** What it really holds, an object may cost: its lines are given out whole. */
  @Test
  void read_stateOf32MiB_costsAFewTimesThat() throws Exception {
    String header = Sealed.lines(Golden.entry("empty")).get(0);
    byte[] object =
        content(
            header.replace("\"state\":false", "\"state\":true"),
            "\n{\"state\":\"",
            "a".repeat(32 * MIB),
            "\"}\n");
    assertThat(object).hasSizeLessThan(MIB);
    long cost = Allocation.of(() -> SnapshotReader.read(Golden.REF, Golden.NUMBER, object));
    assertThat(cost).isLessThan(5L * 32 * MIB);
  }

  private static byte[] content(String... parts) throws IOException {
    byte[] frames = compressed(Stream.of(parts));
    return Sealed.sealed(Stream.of(parts).mapToLong(String::length).sum(), frames);
  }

  private static byte[] zeros(int mib) throws IOException {
    return compressed(Collections.nCopies(mib, "\0".repeat(MIB)).stream());
  }

  /** Part by part, for what comes of it need not fit into memory. */
  private static byte[] compressed(Stream<String> parts) throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    try (OutputStream zstd = new ZstdOutputStreamNoFinalizer(frames, 1)) {
      for (String part : (Iterable<String>) parts::iterator) {
        zstd.write(part.getBytes(US_ASCII));
      }
    }
    return frames.toByteArray();
  }

  /** What it allocates to find out what is wrong with an object. */
  private static long cost(byte[] object, String problem) throws Exception {
    return Allocation.of(
        () -> {
          assertThatThrownBy(() -> SnapshotReader.read(Golden.REF, Golden.NUMBER, object))
              .isInstanceOf(UnreadableObjectException.class)
              .hasMessageContaining(problem);
          return null;
        });
  }
}
