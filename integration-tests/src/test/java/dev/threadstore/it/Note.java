package dev.threadstore.it;

import dev.threadstore.model.JacksonMessageCodec;
import dev.threadstore.model.MessageCodec;
import java.util.List;
import java.util.stream.IntStream;

/** A message as tests use it. */
public record Note(String id, String text) {
  public static final MessageCodec<Note> CODEC = JacksonMessageCodec.of(Note.class, Note::id);

  public static Note of(String id) {
    return new Note(id, "text of " + id);
  }

  /** Notes {@code <prefix><from>} up to but not including {@code <prefix><to>}. */
  public static List<Note> range(String prefix, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> of(prefix + i)).toList();
  }

  public static List<String> ids(List<Note> notes) {
    return notes.stream().map(Note::id).toList();
  }
}
