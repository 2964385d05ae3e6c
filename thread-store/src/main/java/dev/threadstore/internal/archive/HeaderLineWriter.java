package dev.threadstore.internal.archive;

import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.ArchiveEntry.Tombstone;
import dev.threadstore.internal.base.ThreadImage;
import dev.threadstore.model.LimitExceededException;
import dev.threadstore.model.Lineage;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Writes the first line of an object: everything about an entry but state and messages. */
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

  static void write(ArchiveEntry entry, OutputStream out) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    writeObject(entry, header);
    if (header.size() > MAX_BYTES) {
      throw new LimitExceededException(
          "length of a snapshot's header in bytes", MAX_BYTES, header.size());
    }
    header.write('\n');
    header.writeTo(out);
  }

  private static void writeObject(ArchiveEntry entry, ByteArrayOutputStream header) {
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), header)) {
      json.writeStartObject();
      json.writeStringProperty("kind", entry instanceof Snapshot ? "snapshot" : "tombstone");
      writePosition(entry.position(), json);
      if (entry instanceof Snapshot snapshot) {
        writeImage(snapshot.image(), json);
      } else if (entry instanceof Tombstone tombstone) {
        json.writeObjectPropertyStart("sealed");
        json.writeNumberProperty("version", tombstone.sealedVersion());
        json.writeStringProperty("stamp", tombstone.sealedStamp());
        json.writeEndObject();
      }
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
    json.writeNumberProperty("length", image.messages().size());
    json.writeNumberProperty("created", image.created());
    json.writeNumberProperty("changed", image.changed());
    writeLineage(image.lineage(), json);
    json.writeStringProperty("ring", image.ring());
    json.writeBooleanProperty("state", image.state() != null);
    json.writeArrayPropertyStart("segments");
    json.writeEndArray();
    json.writeArrayPropertyStart("pins");
    json.writeEndArray();
    json.writeObjectPropertyStart("inline");
    json.writeNumberProperty("first", 0);
    json.writeNumberProperty("count", image.messages().size());
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

  private static void writeThread(ThreadRef ref, JsonGenerator json) {
    json.writeStringProperty("namespace", ref.namespace());
    json.writeStringProperty("thread", ref.id());
  }

  private static void writeRevision(Revision revision, JsonGenerator json) {
    json.writeNumberProperty("version", revision.version());
    json.writeStringProperty("stamp", revision.stamp());
  }
}
