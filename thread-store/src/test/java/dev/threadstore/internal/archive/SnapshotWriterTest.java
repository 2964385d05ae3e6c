package dev.threadstore.internal.archive;

import static dev.threadstore.internal.archive.Entries.json;
import static dev.threadstore.internal.archive.Entries.snapshot;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.ArchiveEntry.Tombstone;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.base.ThreadImage;
import dev.threadstore.model.LimitExceededException;
import dev.threadstore.model.Lineage;
import dev.threadstore.model.PayloadFormat;
import dev.threadstore.model.Revision;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands in an object, and what never gets into one. */
class SnapshotWriterTest {

  @ParameterizedTest
  @MethodSource("dev.threadstore.internal.archive.SnapshotRoundTripTest#entries")
  void write_sameEntryTwice_givesTheSameBytes(ArchiveEntry entry) {
    assertThat(SnapshotWriter.write(entry)).isEqualTo(SnapshotWriter.write(entry));
  }

  @Test
  void write_jsonOfOneLine_standsAsItIs() {
    assertThat(lines(snapshot("{ \"a\" : 1 }".getBytes(UTF_8), json("m", "{\"t\":\"ö\"}"))))
        .endsWith("{\"state\":{ \"a\" : 1 }}", "{\"id\":\"m\",\"json\":{\"t\":\"ö\"}}");
  }

  @Test
  void write_whatIsNotJsonOfOneLine_standsInBase64UnderItsOwnName() {
    assertThat(
            lines(
                snapshot(
                    "{\n}".getBytes(UTF_8),
                    json("m", "[\n]"),
                    json("e", ""),
                    Entries.bytes("b", (byte) 'x'))))
        .endsWith(
            "{\"state64\":\"ewp9\"}",
            "{\"id\":\"m\",\"json64\":\"Wwpd\"}",
            "{\"id\":\"e\",\"json64\":\"\"}",
            "{\"id\":\"b\",\"base64\":\"eA==\"}");
  }

  /** A line feed would break the line, and no JSON tool takes the others within a string. */
  @Test
  void write_jsonWithAnyControlCharacter_standsInBase64() {
    for (int c = 0; c < 256; c++) {
      byte[] payload = {'"', (byte) c, '"'};
      List<String> lines =
          lines(snapshot(payload, new MessageRecord("m", payload, PayloadFormat.JSON)));
      assertThat(lines.get(1)).startsWith(c < 0x20 ? "{\"state64\":" : "{\"state\":");
      assertThat(lines.get(2))
          .startsWith(c < 0x20 ? "{\"id\":\"m\",\"json64\":" : "{\"id\":\"m\",\"json\":");
    }
  }

  @Test
  void write_idThatNeedsEscapes_isAscii() {
    assertThat(lines(snapshot(null, json("\"\\\n/ö\ud83d\ude00\ud83d", "1"))))
        .endsWith("{\"id\":\"\\u0022\\u005c\\u000a/\\u00f6\\ud83d\\ude00\\ud83d\",\"json\":1}");
  }

  /** In this locale, format strings print other digits. */
  @Test
  void write_localeWithDigitsOfItsOwn_givesTheSameBytes() {
    byte[] expected = SnapshotWriter.write(Entries.small());
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(String.format("%d", 1)).isNotEqualTo("1");
      assertThat(SnapshotWriter.write(Entries.small())).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void write_numberOutOfRange_isRefused() {
    assertRefused(at(0, 0, "w"), "number is out of range: number=`0`");
    assertRefused(at(-1, 0, "w"), "number is out of range: number=`-1`");
    assertRefused(
        at(1_000_000_000_000_000_000L, 0, "w"),
        "number is out of range: number=`1000000000000000000`");
  }

  @Test
  void write_previousNumberOutOfRange_isRefused() {
    assertRefused(at(1, 1, "w"), "previous number is out of range: number=`1` previous=`1`");
    assertRefused(at(1, -1, "w"), "previous number is out of range: number=`1` previous=`-1`");
  }

  @Test
  void write_emptyWriter_isRefused() {
    assertRefused(at(1, 0, ""), "writer is empty");
  }

  @Test
  void write_negativeSealedVersion_isRefused() {
    assertRefused(
        new Tombstone(Entries.position(), -1, ""), "sealed version is negative: version=`-1`");
  }

  @Test
  void write_emptyStampOrEpoch_isRefused() {
    assertRefused(image(1, "", "e"), "stamp or epoch is empty");
    assertRefused(image(1, "s", ""), "stamp or epoch is empty");
    assertRefused(image(-1, "s", "e"), "version is negative: version=`-1`");
  }

  @Test
  void write_negativeLengthOfLineage_isRefused() {
    assertRefused(
        Entries.withLineage(Entries.empty(), new Lineage(Entries.REF, Revision.of(1, "s"), -1), ""),
        "length of lineage is negative: length=`-1`");
  }

  @Test
  void write_sameIdTwice_isRefused() {
    assertRefused(
        snapshot(null, json("a", "1"), json("b\n", "2"), json("b\n", "2")),
        "message id is there twice: position=`2` id=\"b\\u000a\"");
  }

  @Test
  void write_emptyOrTooLongId_isRefused() {
    assertRefused(
        snapshot(null, json("a", "1"), json("", "2")),
        "message id is empty or too long: position=`1` bytes=`0` limit=`256`");
    assertRefused(
        snapshot(null, json("ö".repeat(129), "1")),
        "message id is empty or too long: position=`0` bytes=`258` limit=`256`");
    assertThat(lines(snapshot(null, json("ö".repeat(128), "1")))).hasSize(2);
  }

  @Test
  void write_headerOverItsLimit_isRefused() {
    String ring = "r".repeat(16 << 20);
    Lineage lineage = new Lineage(Entries.REF, Revision.of(1, "s"), 0);
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> SnapshotWriter.write(Entries.withLineage(Entries.empty(), lineage, ring)))
        .satisfies(e -> assertThat(e.limit()).isEqualTo(16 << 20));
  }

  private static void assertRefused(ArchiveEntry entry, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SnapshotWriter.write(entry))
        .withMessage(problem);
  }

  private static Tombstone at(long number, long previous, String writer) {
    return new Tombstone(new Position(Entries.REF, number, writer, previous, "", 0), 0, "");
  }

  private static Snapshot image(long version, String stamp, String epoch) {
    return new Snapshot(
        Entries.position(),
        new ThreadImage(Revision.of(version, stamp), epoch, 0, 0, null, Map.of(), "", null, 0),
        Segments.NONE,
        List.of());
  }

  private static List<String> lines(ArchiveEntry entry) {
    return new String(Objects.content(SnapshotWriter.write(entry)), UTF_8).lines().toList();
  }
}
