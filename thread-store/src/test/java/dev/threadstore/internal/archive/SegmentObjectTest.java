package dev.threadstore.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.threadstore.internal.archive.PinObject.Holder;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.SegmentRef;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Segments and pins: what is written is read back, and anything else is refused. */
class SegmentObjectTest {
  private static final List<MessageRecord> MESSAGES = Entries.segment();

  @Test
  void roundTrip_segment_isTheSame() throws Exception {
    assertThat(Entries.comparable(read(segment(), 82))).isEqualTo(Entries.comparable(MESSAGES));
  }

  @Test
  void read_usedInPart_givesThatPart() throws Exception {
    assertThat(Entries.comparable(read(segment(), 80)))
        .isEqualTo(Entries.comparable(MESSAGES.subList(0, 1)));
  }

  @Test
  void read_usedBeyondItsEnd_isRefused() {
    assertUnreadable(
        segment(), 80, 83, "segment does not have what is used of it: messages=`3` used=`4`");
  }

  @Test
  void read_bytesOfAnotherObject_isRefused() {
    byte[] other = SegmentObject.write(Entries.REF, 80, MESSAGES.subList(0, 2));
    assertThatExceptionOfType(UnreadableObjectException.class)
        .isThrownBy(
            () ->
                SegmentObject.read(
                    new SegmentRef("k", 80, 81, ObjectEnvelope.sha256(segment())), other))
        .withMessageContaining("object is not the one that was written: expectedSha256=`");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kind\":\"segment\" | \"kind\":\"snapshot\" | object is misplaced: kind=\"snapshot\" first=`80` expectedFirst=`80`",
        "\"first\":80 | \"first\":81 | object is misplaced: kind=\"segment\" first=`81` expectedFirst=`80`",
        "\"count\":3 | \"count\":2 | content goes on behind its last line",
        "\"count\":3 | \"count\":4 | content ends too early: missing=`message 3`",
        "m-81 | m-80 | message id is there twice: position=`1` id=\"m-80\"",
      })
  void read_contentThatCannotBe_saysWhy(String what, String by, String problem) {
    String content = new String(Objects.content(segment()), UTF_8);
    assertThat(content).contains(what);
    assertUnreadable(Objects.sealed(content.replace(what, by)), 80, 82, problem);
  }

  @Test
  void read_goldenFiles_giveWhatTheyHold() throws Exception {
    assertThat(Entries.comparable(read(golden("segment"), 82)))
        .isEqualTo(Entries.comparable(MESSAGES));
    assertThat(PinObject.read(golden("pin"))).isEqualTo(new Holder(Entries.REF, 7));
  }

  @Test
  void write_segmentAndPin_givesTheContentOfTheGoldenFiles() throws Exception {
    assertThat(Objects.content(segment())).isEqualTo(Objects.content(golden("segment")));
    assertThat(Objects.content(PinObject.write(Entries.REF, 7)))
        .isEqualTo(Objects.content(golden("pin")));
  }

  @Test
  void readPin_ofAnotherKind_isRefused() {
    assertThatExceptionOfType(UnreadableObjectException.class)
        .isThrownBy(() -> PinObject.read(SnapshotWriter.write(Entries.tombstone())))
        .withMessage("object is no pin: kind=\"tombstone\"");
    assertThatExceptionOfType(UnreadableObjectException.class)
        .isThrownBy(() -> PinObject.read(segment()))
        .withMessage("content goes on behind its last line");
  }

  private static byte[] segment() {
    return SegmentObject.write(Entries.REF, 80, MESSAGES);
  }

  private static List<MessageRecord> read(byte[] object, long last)
      throws UnreadableObjectException {
    return SegmentObject.read(new SegmentRef("k", 80, last, ObjectEnvelope.sha256(object)), object);
  }

  private static void assertUnreadable(byte[] object, long first, long last, String problem) {
    assertThatExceptionOfType(UnreadableObjectException.class)
        .isThrownBy(
            () ->
                SegmentObject.read(
                    new SegmentRef("k", first, last, ObjectEnvelope.sha256(object)), object))
        .withMessage(problem);
  }

  private static byte[] golden(String name) throws IOException {
    String path = "/golden/shared-v1/" + name + ".zst";
    try (InputStream in = SegmentObjectTest.class.getResourceAsStream(path)) {
      return java.util.Objects.requireNonNull(in, path).readAllBytes();
    }
  }
}
