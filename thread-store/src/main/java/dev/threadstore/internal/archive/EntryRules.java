package dev.threadstore.internal.archive;

import static dev.threadstore.model.ThreadStoreSettings.MAX_MESSAGE_ID_BYTES;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.ArchiveEntry.Tombstone;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.base.ThreadImage;
import dev.threadstore.model.LabelRules;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What holds for every entry. The reader refuses what breaks a rule, and so does the writer: the
 * hot copy goes once its snapshot is written, so a snapshot that no reader takes must not be
 * written.
 */
final class EntryRules {
  /** Object keys have 18 digits for it. */
  static final long MAX_NUMBER = 999_999_999_999_999_999L;

  /** Keys of segments have 18 digits for it; so no sum of positions overflows. */
  private static final long MAX_POSITION = 999_999_999_999_999_999L;

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private EntryRules() {}

  /** The rule that an entry breaks, or empty for a good one. */
  static Optional<String> violation(ArchiveEntry entry) {
    Position position = entry.position();
    if (position.number() < 1 || position.number() > MAX_NUMBER) {
      return Optional.of("number is out of range: number=`" + position.number() + "`");
    }
    if (position.previous() < 0 || position.previous() >= position.number()) {
      return Optional.of(
          "previous number is out of range: number=`%d` previous=`%d`"
              .formatted(position.number(), position.previous()));
    }
    if (position.writer().isEmpty()) {
      return Optional.of("writer is empty");
    }
    if (entry instanceof Tombstone tombstone) {
      return tombstone.sealedVersion() < 0
          ? Optional.of("sealed version is negative: version=`" + tombstone.sealedVersion() + "`")
          : Optional.empty();
    }
    Snapshot snapshot = (Snapshot) entry;
    return violation(snapshot.image())
        .or(() -> violation(snapshot.segments()))
        .or(() -> violation(snapshot.image().length(), snapshot))
        .or(() -> violation(snapshot.inline()));
  }

  private static Optional<String> violation(ThreadImage image) {
    if (image.revision().version() < 0) {
      return Optional.of("version is negative: version=`" + image.revision().version() + "`");
    }
    if (image.revision().stamp().isEmpty() || image.epoch().isEmpty()) {
      return Optional.of("stamp or epoch is empty");
    }
    if (image.lineage() != null && image.lineage().length() < 0) {
      return Optional.of(
          "length of lineage is negative: length=`" + image.lineage().length() + "`");
    }
    return LabelRules.violation(image.labels());
  }

  private static Optional<String> violation(Segments segments) {
    long first = 0;
    for (SegmentRef segment : segments.refs()) {
      if (segment.first() != first || segment.last() < first) {
        return Optional.of(
            "segments leave a gap or overlap: position=`%d` first=`%d` last=`%d`"
                .formatted(first, segment.first(), segment.last()));
      }
      if (segment.last() > MAX_POSITION) {
        return Optional.of("segment ends too far behind: last=`" + segment.last() + "`");
      }
      if (!SHA256.matcher(segment.sha256()).matches()) {
        return Optional.of("segment has no checksum: position=`" + first + "`");
      }
      first = segment.last() + 1;
    }
    return Stream.concat(segments.refs().stream().map(SegmentRef::key), segments.pins().stream())
        .filter(key -> !ColdKeys.isLegal(key))
        .findFirst()
        .map(key -> "key of a segment or pin is illegal: key=" + JsonText.quote(key));
  }

  private static Optional<String> violation(long length, Snapshot snapshot) {
    long cover = snapshot.segments().cover();
    return length == cover + snapshot.inline().size()
        ? Optional.empty()
        : Optional.of(
            "messages do not add up: length=`%d` inSegments=`%d` inline=`%d`"
                .formatted(length, cover, snapshot.inline().size()));
  }

  /** The rule that messages in one object break, or empty for good ones. */
  static Optional<String> violation(List<MessageRecord> messages) {
    Set<String> ids = new HashSet<>();
    for (MessageRecord message : messages) {
      int length = message.id().getBytes(UTF_8).length;
      if (length < 1 || length > MAX_MESSAGE_ID_BYTES) {
        return Optional.of(
            "message id is empty or too long: position=`%d` bytes=`%d` limit=`%d`"
                .formatted(ids.size(), length, MAX_MESSAGE_ID_BYTES));
      }
      if (!ids.add(message.id())) {
        return Optional.of(
            "message id is there twice: position=`%d` id=%s"
                .formatted(ids.size(), JsonText.quote(message.id())));
      }
    }
    return Optional.empty();
  }
}
