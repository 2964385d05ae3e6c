package dev.threadstore.internal.archive;

import static dev.threadstore.internal.archive.Entries.NUMBER;
import static dev.threadstore.internal.archive.Entries.REF;
import static dev.threadstore.internal.archive.Entries.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.base.ThreadImage;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage is found, not served (G9, H32): one kind of exception, which says what is wrong. */
class SnapshotDamageTest {
  private static final byte[] OBJECT = SnapshotWriter.write(Entries.small());
  private static final String CONTENT = new String(Objects.content(OBJECT), UTF_8);
  private static final String SEGMENTS =
      new String(Objects.content(SnapshotWriter.write(Entries.withSegments())), UTF_8);
  private static final String TOMBSTONE =
      new String(Objects.content(SnapshotWriter.write(Entries.tombstone())), UTF_8);

  @Test
  void read_undamaged_isServed() throws Exception {
    assertThat(Entries.comparable(SnapshotReader.read(REF, NUMBER, Objects.sealed(CONTENT))))
        .isEqualTo(Entries.comparable(Entries.small()));
  }

  @Test
  void read_truncatedAtAnyLength_isRefused() {
    for (int length = 0; length < OBJECT.length; length++) {
      assertUnreadable(Arrays.copyOf(OBJECT, length), "");
    }
  }

  @Test
  void read_anyBitFlipped_isRefused() {
    for (int i = 0; i < OBJECT.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = OBJECT.clone();
        flipped[i] ^= (byte) (1 << bit);
        assertUnreadable(flipped, "");
      }
    }
  }

  @Test
  void read_somethingAppended_isRefused() {
    assertUnreadable(Objects.concat(OBJECT, new byte[1]), "object is torn or corrupted");
    assertUnreadable(Objects.concat(OBJECT, OBJECT), "object is torn or corrupted");
  }

  @Test
  void read_randomGarbage_isRefused() {
    Random random = new Random(20260101);
    for (int i = 0; i < 2000; i++) {
      byte[] garbage = new byte[random.nextInt(400)];
      random.nextBytes(garbage);
      assertUnreadable(garbage, "");
      assertUnreadable(Objects.sealed(garbage), "");
      assertUnreadable(Objects.sealed(garbage.length, garbage), "");
      if (garbage.length > 0) {
        System.arraycopy(OBJECT, 0, garbage, 0, Math.min(garbage.length, 8 + random.nextInt(120)));
        assertUnreadable(garbage, "");
      }
    }
  }

  /**
   * Somebody seals wrong content properly. Where only a payload changed, nothing can be noticed;
   * but nothing else may come out than an entry or the one exception.
   */
  @ParameterizedTest
  @MethodSource("dev.threadstore.internal.archive.SnapshotRoundTripTest#entries")
  void read_anyByteOfTheContentReplaced_isServedOrRefused(ArchiveEntry entry) {
    byte[] content = Objects.content(SnapshotWriter.write(entry));
    byte[] replacements = {'"', '\\', '}', '{', '\n', '0', ' ', 0, (byte) 0xff};
    for (int i = 0; i < Math.min(content.length, 1500); i++) {
      for (byte replacement : replacements) {
        byte[] damaged = content.clone();
        damaged[i] = replacement;
        readOrRefuse(Objects.sealed(damaged));
      }
    }
  }

  @Test
  void read_contentTruncatedAtAnyLength_isRefused() {
    byte[] content = CONTENT.getBytes(UTF_8);
    for (int length = 0; length < content.length; length++) {
      assertUnreadable(Objects.sealed(Arrays.copyOf(content, length)), "");
    }
  }

  @Test
  void read_futureVersion_saysFoundAndSupported() {
    String line = Objects.line(OBJECT);
    byte[] frames = Arrays.copyOfRange(OBJECT, 8 + line.length(), OBJECT.length);
    assertUnreadable(
        Objects.withLine(line.replace("snapshot 1 ", "snapshot 2 "), frames),
        "format version is not supported: found=`2` supported=`1`");
  }

  @ParameterizedTest
  @CsvSource({"support-agent,user-43,7", "support,user-42,7", "support-agent,user-42,8"})
  void read_objectOfAnotherPlace_saysWhereItBelongs(String namespace, String id, long number) {
    for (ArchiveEntry entry : Arrays.asList(Entries.small(), Entries.tombstone())) {
      assertThatExceptionOfType(UnreadableObjectException.class)
          .isThrownBy(
              () ->
                  SnapshotReader.read(
                      new ThreadRef(namespace, id), number, SnapshotWriter.write(entry)))
          .satisfies(
              e ->
                  assertThat(e.problem())
                      .isEqualTo(
                          "object is misplaced: it belongs to namespace=\"support-agent\""
                              + " thread=\"user-42\" number=`7`"));
    }
  }

  /** Every member of the header is required: without it, and with a value of another type. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind",
        "namespace",
        "thread",
        "number",
        "writer",
        "previous",
        "archived",
        "version",
        "epoch",
        "length",
        "created",
        "changed",
        "lineage",
        "ring",
        "state",
        "segments",
        "pins",
        "inline"
      })
  void read_memberOfHeaderMissingOrOfAnotherType_saysWhich(String name) {
    String member = "\"" + name + "\":";
    assertUnreadable(
        Objects.sealed(CONTENT.replaceFirst(member, "\"other\":")),
        "member is missing: member=`header." + name + "`");
    for (String value : new String[] {"1.5,", "12345678901234567890,", "[[[]]],"}) {
      if (!(value.startsWith("[") && (name.equals("segments") || name.equals("pins")))) {
        assertUnreadable(
            Objects.sealed(CONTENT.replaceFirst(member, member + value + "\"other\":")),
            "member is not ");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "previous,number",
    "previous,stamp",
    "lineage,namespace",
    "lineage,thread",
    "lineage,version",
    "lineage,stamp",
    "lineage,length",
    "inline,first",
    "inline,count"
  })
  void read_innerMemberMissing_saysWhich(String outer, String name) {
    String inner = CONTENT.substring(CONTENT.indexOf("\"" + outer + "\":"));
    String damaged = inner.replaceFirst("\"" + name + "\":", "\"other\":");
    assertUnreadable(
        Objects.sealed(CONTENT.replace(inner, damaged)),
        "member is missing: member=`header." + outer + "." + name + "`");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"sealed\" | \"other\" | member is missing: member=`header.sealed`",
        "\"version\" | \"other\" | member is missing: member=`header.sealed.version`",
        "\"stamp\":\"2f | \"other\":\"2f | member is missing: member=`header.sealed.stamp`",
      })
  void read_sealedOfTombstoneIncomplete_saysWhich(String what, String by, String problem) {
    assertThat(TOMBSTONE).contains(what);
    assertUnreadable(Objects.sealed(TOMBSTONE.replace(what, by)), problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"first\":80,\"last\":199 | \"first\":81,\"last\":199 | segments leave a gap or overlap: position=`80` first=`81` last=`199`",
        "\"first\":80,\"last\":199 | \"first\":79,\"last\":199 | segments leave a gap or overlap: position=`80` first=`79` last=`199`",
        "\"first\":80,\"last\":199 | \"first\":80,\"last\":79 | messages do not add up: length=`202` inSegments=`80` inlineFirst=`200` inlineCount=`2`",
        "\"last\":79 | \"last\":-1 | segments leave a gap or overlap: position=`0` first=`0` last=`-1`",
        "9f86d0 | 9f86d | segment has no checksum: position=`0`",
        "threads/support-agent/user-42/segments | snapshots | key of a segment or pin is illegal: key=\"snapshots/7-80-199-11c0\"",
      })
  void read_segmentsThatCannotBe_saysWhy(String what, String by, String problem) {
    assertThat(SEGMENTS).contains(what);
    assertUnreadable(Objects.sealed(SEGMENTS.replace(what, by)), problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // what to replace | by what | the problem
        "\"kind\":\"snapshot\" | \"kind\":\"picture\" | kind is unknown: kind=\"picture\"",
        "\"writer\":\"0 | \"kind\":\"tombstone\",\"writer\":\"0 | header has a member twice: member=\"kind\"",
        "{\"kind\" | [],{\"kind\" | header is not a JSON object",
        "{\"kind\" | {,\"kind\" | header is not a JSON object",
        "{\"kind\" | {\"x\":@,\"kind\" | header is not a JSON object",
        "\"count\":3}} | \"count\":3} | header is not a JSON object",
        "\"count\":3}} | \"count\":3}}{} | header is more than one JSON object",
        "\"count\":3}} | \"count\":3}}} | header is not a JSON object",
        "\"number\":7 | \"number\":\"7\" | member is not an integer of 64 bits: member=`header.number`",
        "\"state\":true | \"state\":\"true\" | member is not true or false: member=`header.state`",
        "\"state\":true | \"state\":null | member is not true or false: member=`header.state`",
        "\"ring\":\"n1 | \"ring\":null,\"x\":\"n1 | member is not a string: member=`header.ring`",
        "\"pins\":[] | \"pins\":{} | member is not an array: member=`header.pins`",
        "\"previous\":{ | \"previous\":null,\"x\":{ | member is not an object: member=`header.previous`",
        "template/1 | '' | lineage names no thread",
        "template/1 | \\ud800 | lineage names no thread",
        "\"previous\":{\"number\":6 | \"previous\":{\"number\":7 | previous number is out of range: number=`7` previous=`7`",
        "\"previous\":{\"number\":6 | \"previous\":{\"number\":-1 | previous number is out of range: number=`7` previous=`-1`",
        "\"writer\":\"0f8fad5b-d9cb-469f-a165-70867728950e\" | \"writer\":\"\" | writer is empty",
        "\"epoch\":\"da39a3ee5e6b4b0d3255bfef95601890afd80709\" | \"epoch\":\"\" | stamp or epoch is empty",
        "\"version\":4 | \"version\":-1 | version is negative: version=`-1`",
        "\"length\":2 | \"length\":-2 | length of lineage is negative: length=`-2`",
        "\"segments\":[] | \"segments\":[1] | member is not an array of objects: member=`header.segments`",
        "\"segments\":[] | \"segments\":[{\"key\":\"k\"}] | member is missing: member=`header.segments[0].first`",
        "\"pins\":[] | \"pins\":[1] | member is not an array of strings: member=`header.pins`",
        "\"pins\":[] | \"pins\":[\"../x\"] | key of a segment or pin is illegal: key=\"../x\"",
        "\"length\":3 | \"length\":4 | messages do not add up: length=`4` inSegments=`0` inlineFirst=`0` inlineCount=`3`",
        "\"length\":3 | \"length\":-3 | messages do not add up: length=`-3` inSegments=`0` inlineFirst=`0` inlineCount=`3`",
        "\"first\":0 | \"first\":1 | messages do not add up: length=`3` inSegments=`0` inlineFirst=`1` inlineCount=`3`",
        "\"count\":3 | \"count\":2 | messages do not add up: length=`3` inSegments=`0` inlineFirst=`0` inlineCount=`2`",
        "\"state\":true | \"state\":false | line has no id: line=`message 0`",
        "{\"state\": | {\"State\": | line has no state: line=`state`",
        "{\"state\": | {\"state\" : | line has no state: line=`state`",
        "{\"state\": | {\"state64\": | line has no state: line=`state`",
        "{\"id\":\"m-1\" | {\"id\":\"\" | message id is empty or too long: position=`0` bytes=`0` limit=`256`",
        "{\"id\":\"m-2\" | {\"id\":\"m-1\" | message id is there twice: position=`1` id=\"m-1\"",
        "{\"id\":\"m-2\" | {\"id\":\"\\u006d-1\" | message id is there twice: position=`1` id=\"m-1\"",
        "{\"id\":\"m-2\" | {\"id\":7 | line has no id: line=`message 1`",
        "{\"id\":\"m-2\" | {\"id\":7m-2\" | line has no id: line=`message 1`",
        "\"stamp\":\"2f | \"other\":\"2f | member is missing: member=`header.stamp`",
        "{\"id\":\"m-2\" | {\"id\":\"\\x\" | line has no id: line=`message 1`",
        "{\"id\":\"m-2\" | {\"id\":\"m-2\\\" | line has no payload: line=`message 1`",
        "{\"id\":\"m-2\" | { \"id\":\"m-2\" | line has no id: line=`message 1`",
        "{\"id\":\"m-2\",\"json\" | {\"id\":\"m-2\",\"text\" | line has no payload: line=`message 1`",
        "{\"id\":\"m-2\",\"json\" | {\"id\":\"m-2\",\"json64\" | line has no payload: line=`message 1`",
        "{\"id\":\"m-2\",\"json\" | {\"id\":\"m-2\",\"base64\" | line has no payload: line=`message 1`",
        "\"json\":\"bare text\"} | \"json\":} | line has no payload: line=`message 2`",
        "\"json\":\"bare text\"} | \"json\":\"bare text\" | line has no payload: line=`message 2`",
        "\"json\":\"bare text\"} | \"base64\":\"bare text\"} | line has no payload: line=`message 2`",
        "\"json\":\"bare text\"} | \"base64\":\"} | line has no payload: line=`message 2`",
        "\"json\":\"bare text\"} | \"base64\":} | line has no payload: line=`message 2`",
        "\"json\":\"bare text\"} | \"base64\":\"AAAA\" | line has no payload: line=`message 2`",
        "\"json\":\"bare text\"} | \"base64\":\"A\"} | line has no payload: line=`message 2`",
        "{\"id\":\"m-3\",\"json\":\"bare text\"} | '' | line has no id: line=`message 2`",
        "{\"id\":\"m-3\",\"json\":\"bare text\"} | {\"id\":\"m-3\" | line has no payload: line=`message 2`",
        "{\"id\":\"m-3\",\"json\":\"bare text\"} | {\"id\": | line has no id: line=`message 2`",
      })
  void read_malformedContent_saysWhatIsWrong(String what, String by, String problem) {
    assertThat(CONTENT).contains(what);
    int at = CONTENT.indexOf(what);
    String damaged = CONTENT.substring(0, at) + by + CONTENT.substring(at + what.length());

    assertUnreadable(Objects.sealed(damaged), problem);
  }

  @Test
  void read_messageMissing_saysWhich() {
    String without = CONTENT.replace("{\"id\":\"m-3\",\"json\":\"bare text\"}\n", "");
    assertUnreadable(Objects.sealed(without), "content ends too early: missing=`message 2`");
  }

  @Test
  void read_lastLineFeedMissing_saysSo() {
    assertUnreadable(
        Objects.sealed(CONTENT.stripTrailing()), "content ends within a line: line=`message 2`");
  }

  @Test
  void read_moreLinesThanCounted_saysSo() {
    String more = "{\"id\":\"m-4\",\"json\":1}\n";
    assertUnreadable(Objects.sealed(CONTENT + more), "content goes on behind its last line");
    assertUnreadable(Objects.sealed(TOMBSTONE + more), "content goes on behind its last line");
    assertUnreadable(Objects.sealed(CONTENT + "\n"), "content goes on behind its last line");
  }

  @Test
  void read_nothingSealed_saysHeaderIsMissing() {
    assertUnreadable(Objects.sealed(""), "content ends too early: missing=`header`");
    assertUnreadable(Objects.sealed(0, new byte[0]), "content ends too early: missing=`header`");
    assertUnreadable(Objects.sealed("\n"), "header is not a JSON object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "null", "\"text\"", "[]", "[{}]", " ", "snapshot"})
  void read_headerOfAnotherType_saysSo(String header) {
    assertUnreadable(Objects.sealed(header + "\n"), "header is not a JSON object");
  }

  /** The count is a claim, not a reason to reserve memory. */
  @Test
  void read_giantCount_endsWithTheContent() {
    String claim = CONTENT.replace("\"length\":3", "\"length\":9223372036854775807");
    claim = claim.replace("\"count\":3", "\"count\":9223372036854775807");
    assertUnreadable(Objects.sealed(claim), "content ends too early: missing=`message 3`");
  }

  /** A true length does not make a bomb a header. */
  @Test
  void read_hugeFirstLine_isRefusedEarly() {
    assertUnreadable(
        Objects.sealed(new byte[64 << 20]), "line is too long: line=`header` limit=`16777216`");
  }

  @Test
  void read_deeplyNestedHeader_isRefused() {
    String deep = "{\"x\":" + "[".repeat(200_000) + "]".repeat(200_000) + ",";
    assertUnreadable(
        Objects.sealed(CONTENT.replaceFirst("\\{", deep)), "header is not a JSON object");
  }

  /** Version 1 may grow members that an older release can do without. */
  @Test
  void read_unknownMembersInHeader_areIgnored() throws Exception {
    String unknown =
        "{\"filters\":[{\"k\":1.5e300,\"b\":\"AAAA\"}],\"n\":null,\"big\":"
            + "9".repeat(50)
            + ",\"previous\":{\"new\":[[],{}],";
    byte[] object = Objects.sealed(CONTENT.replace("\"previous\":{", unknown.substring(1)));

    assertThat(Entries.comparable(SnapshotReader.read(REF, NUMBER, object)))
        .isEqualTo(Entries.comparable(Entries.small()));
  }

  /** Another writer may order members, space them and escape strings as JSON allows. */
  @Test
  void read_jsonWrittenDifferently_isServed() throws Exception {
    String header =
        """
        { "archived" : 5, "previous" : { "stamp" : "", "number" : 0 }, "writer" : "w",\
         "number" : 7, "thread" : "us\\u0065r-42", "namespace" : "support\\u002dagent",\
         "inline" : { "count" : 2, "first" : 0 }, "pins" : [ ], "segments" : [ ],\
         "state" : false, "ring" : "gr\u00f6\u00dfe", "lineage" : null, "changed" : 4,\
         "created" : 3, "length" : 2, "epoch" : "e", "stamp" : "s", "version" : 9,\
         "kind" : "snapshot" }
        """;
    String messages =
        """
        {"id":"gr\u00f6\u00dfe","json": {} }
        {"id":"a\\/\\ud83d\\udd11\\n","json64":"MQ=="}
        """;

    ArchiveEntry read = SnapshotReader.read(REF, NUMBER, Objects.sealed(header + messages));

    assertThat(Entries.comparable(read))
        .isEqualTo(
            Entries.comparable(
                new Snapshot(
                    new Position(REF, NUMBER, "w", 0, "", 5),
                    new ThreadImage(
                        Revision.of(9, "s"), "e", 3, 4, null, Map.of(), "gr\u00f6\u00dfe", null, 2),
                    Segments.NONE,
                    List.of(json("gr\u00f6\u00dfe", " {} "), json("a/\ud83d\udd11\n", "1")))));
  }

  private static void assertUnreadable(byte[] object, String problem) {
    assertThatExceptionOfType(UnreadableObjectException.class)
        .isThrownBy(() -> SnapshotReader.read(REF, NUMBER, object))
        .satisfies(e -> assertThat(e.problem()).startsWith(problem).isNotEmpty());
  }

  private static void readOrRefuse(byte[] object) {
    try {
      assertThat(SnapshotReader.read(REF, NUMBER, object)).isNotNull();
    } catch (UnreadableObjectException e) {
      assertThat(e.problem()).isNotEmpty();
    }
  }
}
