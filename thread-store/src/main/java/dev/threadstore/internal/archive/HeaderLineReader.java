package dev.threadstore.internal.archive;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.ArchiveEntry.Tombstone;
import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.base.ThreadImage;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Lineage;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the first line of an object, and checks that it is about the entry that was expected. */
final class HeaderLineReader {
  private HeaderLineReader() {}

  /**
   * What a header says.
   *
   * @param entry the entry, still without state and messages
   * @param hasState whether a state line follows
   * @param messages how many message lines follow
   */
  record Header(ArchiveEntry entry, boolean hasState, long messages) {}

  static Header read(ThreadRef ref, long number, ContentLine line)
      throws UnreadableObjectException {
    JsonMembers header = JsonMembers.parse("header", line);
    String kind = header.text("kind");
    Position position = position(ref, number, header);
    return switch (kind) {
      case "snapshot" -> snapshot(position, header);
      case "tombstone" -> tombstone(position, header);
      default ->
          throw new UnreadableObjectException("kind is unknown: kind=" + JsonText.quote(kind));
    };
  }

  /**
   * Reads the first line of a segment.
   *
   * @param first the position of its first message
   * @return how many messages follow
   */
  static long readSegment(long first, ContentLine line) throws UnreadableObjectException {
    JsonMembers header = JsonMembers.parse("header", line);
    String kind = header.text("kind");
    long found = header.integer("first");
    if (!kind.equals("segment") || found != first) {
      throw new UnreadableObjectException(
          "object is misplaced: kind=%s first=`%d` expectedFirst=`%d`"
              .formatted(JsonText.quote(kind), found, first));
    }
    return header.integer("count");
  }

  /** Reads the only line of a pin. */
  static PinObject.Holder readPin(ContentLine line) throws UnreadableObjectException {
    JsonMembers pin = JsonMembers.parse("header", line);
    String kind = pin.text("kind");
    if (!kind.equals("pin")) {
      throw new UnreadableObjectException("object is no pin: kind=" + JsonText.quote(kind));
    }
    return new PinObject.Holder(thread("pin", pin), pin.integer("number"));
  }

  /** The thread that members name, which need not be the one to which the object belongs. */
  private static ThreadRef thread(String what, JsonMembers members)
      throws UnreadableObjectException {
    try {
      return new ThreadRef(members.text("namespace"), members.text("thread"));
    } catch (InvalidInputException e) {
      throw new UnreadableObjectException(what + " names no thread", e);
    }
  }

  private static Position position(ThreadRef ref, long number, JsonMembers header)
      throws UnreadableObjectException {
    String namespace = header.text("namespace");
    String thread = header.text("thread");
    long found = header.integer("number");
    if (!namespace.equals(ref.namespace()) || !thread.equals(ref.id()) || found != number) {
      throw new UnreadableObjectException(
          "object is misplaced: it belongs to namespace=%s thread=%s number=`%d`"
              .formatted(JsonText.quote(namespace), JsonText.quote(thread), found));
    }
    JsonMembers previous = header.object("previous");
    return new Position(
        ref,
        number,
        header.text("writer"),
        previous.integer("number"),
        previous.text("stamp"),
        header.integer("archived"));
  }

  private static Header tombstone(Position position, JsonMembers header)
      throws UnreadableObjectException {
    JsonMembers sealed = header.object("sealed");
    return new Header(
        new Tombstone(position, sealed.integer("version"), sealed.text("stamp")), false, 0);
  }

  private static Header snapshot(Position position, JsonMembers header)
      throws UnreadableObjectException {
    ThreadImage image =
        new ThreadImage(
            revision(header),
            header.text("epoch"),
            header.integer("created"),
            header.integer("changed"),
            lineage(header.objectOrNull("lineage")),
            header.textsByName("labels"),
            header.text("ring"),
            null,
            header.integer("length"));
    Segments segments = segments(header);
    return new Header(
        new Snapshot(position, image, segments, List.of()),
        header.flag("state"),
        inlineCount(image.length(), segments, header.object("inline")));
  }

  private static Revision revision(JsonMembers members) throws UnreadableObjectException {
    return Revision.of(members.integer("version"), members.text("stamp"));
  }

  private static @Nullable Lineage lineage(@Nullable JsonMembers members)
      throws UnreadableObjectException {
    if (members == null) {
      return null;
    }
    return new Lineage(thread("lineage", members), revision(members), members.integer("length"));
  }

  private static Segments segments(JsonMembers header) throws UnreadableObjectException {
    List<SegmentRef> refs = new ArrayList<>();
    for (JsonMembers segment : header.objects("segments")) {
      refs.add(
          new SegmentRef(
              segment.text("key"),
              segment.integer("first"),
              segment.integer("last"),
              segment.text("sha256")));
    }
    return new Segments(refs, header.texts("pins"));
  }

  /** The number of messages in this object. */
  private static long inlineCount(long length, Segments segments, JsonMembers inline)
      throws UnreadableObjectException {
    long first = inline.integer("first");
    long count = inline.integer("count");
    if (first != segments.cover() || count < 0 || count != length - first) {
      throw new UnreadableObjectException(
          "messages do not add up: length=`%d` inSegments=`%d` inlineFirst=`%d` inlineCount=`%d`"
              .formatted(length, segments.cover(), first, count));
    }
    return count;
  }
}
