package dev.threadstore.internal.hot;

import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.model.Revision;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A script's reply: a status word and what belongs to it, by index from 1. */
final class Reply {
  private final List<?> values;

  Reply(List<?> values) {
    this.values = values;
  }

  String status() {
    return text(0);
  }

  String text(int index) {
    return new String(bytes(values.get(index)), StandardCharsets.UTF_8);
  }

  long number(int index) {
    return Long.parseLong(text(index));
  }

  /** The revision whose version stands at an index and whose stamp stands after it. */
  Revision revision(int index) {
    return Revision.of(number(index), text(index + 1));
  }

  /** A list of name, value, … */
  Map<String, byte[]> fields(int index) {
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
      messages.add(MessageFraming.parse(bytes(each)));
    }
    return messages;
  }

  private static byte[] bytes(Object value) {
    return (byte[]) value;
  }

  @Override
  public String toString() {
    return "reply with status " + status();
  }
}
