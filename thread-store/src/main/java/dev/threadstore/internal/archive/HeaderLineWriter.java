package dev.threadstore.internal.archive;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.ArchiveEntry.Tombstone;
import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.base.ThreadImage;
import dev.threadstore.model.LimitExceededException;
import dev.threadstore.model.Lineage;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Writes the first line of an object: what it is, and everything but state and messages. */
final class HeaderLineWriter {
  /**
   * The longest header, without its line feed; a constant of the format. Far more than any needs:
   * it spares the memory where a first line is no header.
   */
  static final int MAX_BYTES = 16 << 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII) // as JsonText does, and for the same reason
          .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
          .build();

  private HeaderLineWriter() {}

  /** Writes the first line of an entry. */
  static void write(ArchiveEntry entry, OutputStream out) throws IOException {
    writeLine(out, json -> writeEntry(entry, json));
  }

  /** Writes the first line of a segment. */
  static void writeSegment(ThreadRef owner, long first, int count, OutputStream out)
      throws IOException {
    writeLine(
        out,
        json -> {
          json.writeStringProperty("kind", "segment");
          writeThread(owner, json);
          json.writeNumberProperty("first", first);
          json.writeNumberProperty("count", count);
        });
  }

  /** Writes the only line of a pin. */
  static void writePin(ThreadRef holder, long number, OutputStream out) throws IOException {
    writeLine(
        out,
        json -> {
          json.writeStringProperty("kind", "pin");
          writeThread(holder, json);
          json.writeNumberProperty("number", number);
        });
  }

  private static void writeLine(OutputStream out, Consumer<JsonGenerator> members)
      throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      members.accept(json);
      json.writeEndObject();
    }
    if (line.size() > MAX_BYTES) {
      throw new LimitExceededException(
          "length of an object's header in bytes", MAX_BYTES, line.size());
    }
    line.write('\n');
    line.writeTo(out);
  }

  private static void writeEntry(ArchiveEntry entry, JsonGenerator json) {
    json.writeStringProperty("kind", entry instanceof Snapshot ? "snapshot" : "tombstone");
    writePosition(entry.position(), json);
    if (entry instanceof Snapshot snapshot) {
      writeImage(snapshot.image(), json);
      writeMessages(snapshot, json);
    } else if (entry instanceof Tombstone tombstone) {
      json.writeObjectPropertyStart("sealed");
      json.writeNumberProperty("version", tombstone.sealedVersion());
      json.writeStringProperty("stamp", tombstone.sealedStamp());
      json.writeEndObject();
    }
  }

  private static void writePosition(Position position, JsonGenerator json) {
    writeThread(position.ref(), json);
    json.writeNumberProperty("number", position.number());
    json.writeStringProperty("writer", position.writer());
    json.writeObjectPropertyStart("previous");
    json.writeNumberProperty("number", position.previous());
    json.writeStringProperty("stamp", position.previousStamp());
    json.writeEndObject();
    json.writeNumberProperty("archived", position.archived());
  }

  private static void writeImage(ThreadImage image, JsonGenerator json) {
    writeRevision(image.revision(), json);
    json.writeStringProperty("epoch", image.epoch());
    json.writeNumberProperty("length", image.length());
    json.writeNumberProperty("created", image.created());
    json.writeNumberProperty("changed", image.changed());
    writeLineage(image.lineage(), json);
    writeLabels(image.labels(), json);
    json.writeStringProperty("ring", image.ring());
    json.writeBooleanProperty("state", image.state() != null);
  }

  private static void writeMessages(Snapshot snapshot, JsonGenerator json) {
    Segments segments = snapshot.segments();
    json.writeArrayPropertyStart("segments");
    for (SegmentRef ref : segments.refs()) {
      json.writeStartObject();
      json.writeStringProperty("key", ref.key());
      json.writeNumberProperty("first", ref.first());
      json.writeNumberProperty("last", ref.last());
      json.writeStringProperty("sha256", ref.sha256());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("pins");
    segments.pins().forEach(json::writeString);
    json.writeEndArray();
    json.writeObjectPropertyStart("inline");
    json.writeNumberProperty("first", segments.cover());
    json.writeNumberProperty("count", snapshot.inline().size());
    json.writeEndObject();
  }

  private static void writeLineage(@Nullable Lineage lineage, JsonGenerator json) {
    if (lineage == null) {
      json.writeNullProperty("lineage");
      return;
    }
    json.writeObjectPropertyStart("lineage");
    writeThread(lineage.source(), json);
    writeRevision(lineage.revision(), json);
    json.writeNumberProperty("length", lineage.length());
    json.writeEndObject();
  }

  /** Left out if there are none: so it was before there were labels. */
  private static void writeLabels(Map<String, String> labels, JsonGenerator json) {
    if (labels.isEmpty()) {
      return;
    }
    json.writeObjectPropertyStart("labels");
    labels.forEach(json::writeStringProperty);
    json.writeEndObject();
  }

  private static void writeThread(ThreadRef ref, JsonGenerator json) {
    json.writeStringProperty("namespace", ref.namespace());
    json.writeStringProperty("thread", ref.id());
  }

  private static void writeRevision(Revision revision, JsonGenerator json) {
    json.writeNumberProperty("version", revision.version());
    json.writeStringProperty("stamp", revision.stamp());
  }
}
