package dev.threadstore.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.ArchiveEntry.Tombstone;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.base.ThreadImage;
import dev.threadstore.model.Lineage;
import dev.threadstore.model.PayloadFormat;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Entries for tests. Golden files are made of some of them: never change what is there. */
final class Entries {
  static final ThreadRef REF = new ThreadRef("support-agent", "user-42");
  static final long NUMBER = 7;

  private static final String STAMP = "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12";
  private static final String EPOCH = "da39a3ee5e6b4b0d3255bfef95601890afd80709";

  private static final String SHA256 =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

  private Entries() {}

  static Position position() {
    return new Position(
        REF,
        NUMBER,
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        6,
        "89e495e7941cf9e40e6980d14a16bf023ccd4c91",
        1_767_225_600_000L);
  }

  static Snapshot snapshot(byte @Nullable [] state, MessageRecord... messages) {
    return snapshot(state, List.of(messages));
  }

  static Snapshot snapshot(byte @Nullable [] state, List<MessageRecord> messages) {
    return new Snapshot(
        position(),
        new ThreadImage(
            Revision.of(messages.size() + 1L, STAMP),
            EPOCH,
            1_767_000_000_000L,
            1_767_225_599_123L,
            null,
            Map.of(),
            "",
            state,
            messages.size()),
        Segments.NONE,
        messages);
  }

  static Snapshot withLineage(Snapshot snapshot, Lineage lineage, String ring) {
    ThreadImage image = snapshot.image();
    return new Snapshot(
        snapshot.position(),
        new ThreadImage(
            image.revision(),
            image.epoch(),
            image.created(),
            image.changed(),
            lineage,
            image.labels(),
            ring,
            image.state(),
            image.length()),
        snapshot.segments(),
        snapshot.inline());
  }

  static Snapshot withLabels() {
    Snapshot snapshot = empty();
    ThreadImage image = snapshot.image();
    return new Snapshot(
        snapshot.position(),
        new ThreadImage(
            image.revision(),
            image.epoch(),
            image.created(),
            image.changed(),
            image.lineage(),
            new TreeMap<>(Map.of("title", "Où est la gare ?", "owner", "user-42", "a.b_c-1", "=")),
            image.ring(),
            image.state(),
            image.length()),
        snapshot.segments(),
        snapshot.inline());
  }

  /** A long fork: its first messages are another thread's. */
  static Snapshot withSegments() {
    Snapshot inline =
        snapshot(
            "{\"step\":9}".getBytes(UTF_8), json("m-201", "{\"role\":\"user\"}"), bytes("m-202"));
    ThreadImage image = inline.image();
    Segments segments =
        new Segments(
            List.of(
                new SegmentRef(
                    "threads/support-agent/template%2f1/segments/3-0-99-8a2f", 0, 79, SHA256),
                new SegmentRef(
                    "threads/support-agent/user-42/segments/7-80-199-11c0", 80, 199, SHA256)),
            List.of("threads/support-agent/template%2f1/pins/77f3"));
    return new Snapshot(
        inline.position(),
        new ThreadImage(
            Revision.of(203, STAMP),
            image.epoch(),
            image.created(),
            image.changed(),
            new Lineage(new ThreadRef("support-agent", "template/1"), Revision.of(120, EPOCH), 80),
            Map.of(),
            "",
            image.state(),
            202),
        segments,
        inline.inline());
  }

  static MessageRecord json(String id, String payload) {
    return new MessageRecord(id, payload.getBytes(UTF_8), PayloadFormat.JSON);
  }

  static MessageRecord bytes(String id, byte... payload) {
    return new MessageRecord(id, payload, PayloadFormat.BYTES);
  }

  /** A user's question and the answer, with a state, forked from another thread. */
  static Snapshot small() {
    return withLineage(
        snapshot(
            "{\"mood\":\"curious\",\"step\":2}".getBytes(UTF_8),
            json("m-1", "{\"role\":\"user\",\"text\":\"Où est la gare ?\"}"),
            json("m-2", "{\"role\":\"assistant\",\"text\":\"Tout droit, puis à gauche.\"}"),
            json("m-3", "\"bare text\"")),
        new Lineage(new ThreadRef("support-agent", "template/1"), Revision.of(12, EPOCH), 2),
        "n1:ok:1767225599000;n2:\"ok\":1767225599123");
  }

  static Snapshot empty() {
    return snapshot(null);
  }

  /** Everything that cannot stand in a line as it is, and ids that need escapes. */
  static Snapshot base64() {
    return snapshot(
        "{\n  \"pretty\": true\n}\n".getBytes(UTF_8),
        bytes("bytes", (byte) 0, (byte) 1, (byte) 0xff, (byte) 0xfe),
        bytes("no bytes"),
        json("pretty", "{\n\t\"role\": \"user\"\n}"),
        json("empty json", ""),
        json("quote \" backslash \\ line\nfeed", "1"),
        json("größer 鍵 🔑", "2"));
  }

  static Tombstone tombstone() {
    return new Tombstone(position(), 31, STAMP);
  }

  static Tombstone tombstoneOfNothing() {
    return new Tombstone(
        new Position(REF, 1, "c9bf9e57-1685-4c89-bafb-ff5af830be8a", 0, "", 1_767_225_600_000L),
        0,
        "");
  }

  static Snapshot threeHundred() {
    return snapshot(
        null,
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    json(
                        "message-" + i,
                        "{\"role\":\"%s\",\"n\":%d,\"text\":\"%s\"}"
                            .formatted(i % 2 == 0 ? "user" : "assistant", i, "la ".repeat(i % 40))))
            .toList());
  }

  /** The messages of a segment. */
  static List<MessageRecord> segment() {
    return List.of(
        json("m-80", "{\"role\":\"user\",\"text\":\"Où est la gare ?\"}"),
        bytes("m-81", (byte) 0, (byte) 0xff),
        json("m-82", "[\n]"));
  }

  /** All of an entry, in a form that {@code equals} understands. */
  static List<Object> comparable(ArchiveEntry entry) {
    if (!(entry instanceof Snapshot snapshot)) {
      return List.of(entry);
    }
    ThreadImage image = snapshot.image();
    return Arrays.asList(
        snapshot.position(),
        image.revision(),
        image.epoch(),
        image.created(),
        image.changed(),
        image.lineage(),
        image.ring(),
        image.state() == null ? null : ByteBuffer.wrap(image.state()),
        image.length(),
        snapshot.segments(),
        comparable(snapshot.inline()));
  }

  /** Messages in a form that {@code equals} understands. */
  static List<Object> comparable(List<MessageRecord> messages) {
    return messages.stream()
        .<Object>map(m -> List.of(m.id(), ByteBuffer.wrap(m.payload()), m.format()))
        .toList();
  }
}
