package dev.threadstore.internal.hot;

import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A script's reply: a status word and what belongs to it, by index from 1. What stands in Redis in
 * a form that no script has written is a {@link DamagedHotCopyException}.
 */
final class Reply {
  private final ThreadRef ref;
  private final List<?> values;

  Reply(ThreadRef ref, List<?> values) {
    this.ref = ref;
    this.values = values;
  }

  String status() {
    return text(0);
  }

  String text(int index) {
    return new String(bytes(values.get(index)), StandardCharsets.UTF_8);
  }

  long number(int index) {
    return stored("number", () -> Long.parseLong(text(index)));
  }

  /** The revision whose version stands at an index and whose stamp stands after it. */
  Revision revision(int index) {
    return Revision.of(number(index), text(index + 1));
  }

  /** A head as a list of name, value, … */
  Head head(int index) {
    return stored("head", () -> Head.of(fields(index)));
  }

  /** As {@link Segments#text()} has written them. */
  Segments segments(int index) {
    return stored("list of segments", () -> Segments.of(text(index)));
  }

  /** A phase, its age, the sealed revision, and the number it aims at. */
  Phase phase(int index) {
    return stored(
        "phase",
        () ->
            new Phase(
                text(index),
                Duration.ofMillis(number(index + 1)),
                revision(index + 2),
                number(index + 4)));
  }

  private Map<String, byte[]> fields(int index) {
    List<?> flat = (List<?>) values.get(index);
    Map<String, byte[]> fields = new LinkedHashMap<>();
    for (int i = 0; i < flat.size(); i += 2) {
      fields.put(new String(bytes(flat.get(i)), StandardCharsets.UTF_8), bytes(flat.get(i + 1)));
    }
    return fields;
  }

  /** A list of records. */
  List<MessageRecord> messages(int index) {
    List<?> records = (List<?>) values.get(index);
    List<MessageRecord> messages = new ArrayList<>(records.size());
    for (Object each : records) {
      messages.add(stored("message", () -> MessageFraming.parse(bytes(each))));
    }
    return messages;
  }

  /** Whatever else writes to Redis can leave what none of our scripts has written. */
  private <T> T stored(String what, Supplier<T> parser) {
    try {
      return parser.get();
    } catch (IndexOutOfBoundsException
        | BufferUnderflowException
        | IllegalArgumentException
        | InvalidInputException e) {
      DamagedHotCopyException damaged =
          new DamagedHotCopyException(ref, "a stored " + what + " is malformed");
      damaged.addSuppressed(e);
      throw damaged;
    }
  }

  private static byte[] bytes(Object value) {
    return (byte[]) value;
  }

  @Override
  public String toString() {
    return "reply with status " + status();
  }
}
