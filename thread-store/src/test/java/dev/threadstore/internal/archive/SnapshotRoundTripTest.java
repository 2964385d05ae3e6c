package dev.threadstore.internal.archive;

import static dev.threadstore.internal.archive.Entries.bytes;
import static dev.threadstore.internal.archive.Entries.json;
import static dev.threadstore.internal.archive.Entries.snapshot;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.model.Lineage;
import dev.threadstore.model.PayloadFormat;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read back, bit for bit. */
class SnapshotRoundTripTest {

  static Stream<ArchiveEntry> entries() {
    return Stream.of(
        Entries.small(),
        Entries.empty(),
        Entries.base64(),
        Entries.threeHundred(),
        Entries.withSegments(),
        Entries.tombstone(),
        Entries.tombstoneOfNothing());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void roundTrip_everyKindOfEntry_isTheSame(ArchiveEntry entry) throws Exception {
    assertRoundTrip(entry);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "\"",
        "\\",
        "\\\"",
        "a\"b\\c/d",
        "line\nfeed\r\ttab",
        "\u0000\u0001\u001f\u007f\u0080",
        "\u2028\u2029\ufeff",
        "größer 鍵 🔑",
        "\ud83d",
        "\udd11",
        "\udd11\ud83d",
        "\",\"json\":1}",
        "{\"id\":\"x\",\"json\":{}}",
        "\\u0041"
      })
  void roundTrip_nastyId_isTheSame(String id) throws Exception {
    assertRoundTrip(snapshot(null, json("before", "1"), json(id, "2"), json("after", "3")));
  }

  static Stream<byte[]> nastyPayloads() {
    return Stream.concat(
        Stream.of(
                "",
                "}",
                "}}",
                "{",
                "\"",
                "\"}",
                " ",
                "null",
                "\n",
                "{}\n",
                "{\r\n}",
                "\t1",
                "\u0000",
                "\u007f",
                "\u0085\u2028\u2029",
                "größer 鍵 🔑",
                "{\"id\":\"x\",\"json\":1}",
                "1}\n{\"id\":\"x\",\"json\":1",
                "1,\"id\":\"x\"",
                "\"base64\":\"AAAA\"")
            .map(text -> text.getBytes(UTF_8)),
        Stream.of(
            new byte[] {(byte) 0xff},
            new byte[] {(byte) 0xc3, (byte) 0x28},
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            new byte[] {0x1f},
            new byte[] {0x20},
            everyByte()));
  }

  @ParameterizedTest
  @MethodSource("nastyPayloads")
  void roundTrip_nastyPayload_isTheSameInBothFormats(byte[] payload) throws Exception {
    assertRoundTrip(
        snapshot(
            null,
            new MessageRecord("json", payload, PayloadFormat.JSON),
            new MessageRecord("bytes", payload, PayloadFormat.BYTES)));
  }

  @ParameterizedTest
  @MethodSource("nastyPayloads")
  void roundTrip_nastyState_isTheSame(byte[] state) throws Exception {
    assertRoundTrip(snapshot(state, json("m", "1")));
  }

  @ParameterizedTest
  @EnumSource(PayloadFormat.class)
  void roundTrip_payloadLongerThanAnyBuffer_isTheSame(PayloadFormat format) throws Exception {
    byte[] payload = new byte[3 << 20];
    new Random(1).nextBytes(payload);
    for (int i = 0; i < payload.length && format == PayloadFormat.JSON; i++) {
      payload[i] |= 0x20; // no control character: stays as it is
    }
    assertRoundTrip(
        snapshot(
            null, json("before", "1"), new MessageRecord("m", payload, format), bytes("after")));
  }

  @Test
  void roundTrip_extremeNumbersAndNames_areTheSame() throws Exception {
    ThreadRef ref = new ThreadRef("a/b \"c\" \n 鍵", "../🔑");
    Snapshot small = Entries.small();
    Snapshot extreme =
        Entries.withLineage(
            new Snapshot(
                new Position(
                    ref, EntryRules.MAX_NUMBER, "w\n", EntryRules.MAX_NUMBER - 1, "\\", -1),
                small.image(),
                small.segments(),
                small.inline()),
            new Lineage(ref, Revision.of(Long.MAX_VALUE, "\""), Long.MAX_VALUE),
            "\u0000 ring \ud83d\n");
    assertRoundTrip(extreme);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void roundTrip_random_isTheSame(long seed) throws Exception {
    Random random = new Random(seed);
    for (int round = 0; round < 25; round++) {
      List<MessageRecord> messages = new ArrayList<>();
      for (int i = random.nextInt(60); i > 0; i--) {
        messages.add(
            new MessageRecord(
                randomText(random) + i,
                randomBytes(random),
                random.nextBoolean() ? PayloadFormat.JSON : PayloadFormat.BYTES));
      }
      assertRoundTrip(snapshot(random.nextBoolean() ? randomBytes(random) : null, messages));
    }
  }

  private static String randomText(Random random) {
    char[] text = new char[random.nextInt(20)];
    for (int i = 0; i < text.length; i++) {
      text[i] = (char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000);
    }
    return new String(text);
  }

  private static byte[] randomBytes(Random random) {
    byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 100_000 : 200)];
    random.nextBytes(bytes);
    boolean oneLine = random.nextBoolean();
    for (int i = 0; i < bytes.length && oneLine; i++) {
      bytes[i] |= 0x20;
    }
    return bytes;
  }

  private static byte[] everyByte() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  private static void assertRoundTrip(ArchiveEntry entry) throws UnreadableObjectException {
    Position position = entry.position();
    byte[] object = SnapshotWriter.write(entry);
    ArchiveEntry read = SnapshotReader.read(position.ref(), position.number(), object);
    assertThat(Entries.comparable(read)).isEqualTo(Entries.comparable(entry));
  }
}
