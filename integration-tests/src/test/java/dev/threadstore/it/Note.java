package dev.threadstore.it;

import dev.threadstore.model.JacksonMessageCodec;
import dev.threadstore.model.MessageCodec;
import java.util.List;
import java.util.stream.IntStream;

/** A message as tests use it. */
record Note(String id, String text) {
  static final MessageCodec<Note> CODEC = JacksonMessageCodec.of(Note.class, Note::id);

  static Note of(String id) {
    return new Note(id, "text of " + id);
  }

  /** Notes {@code <prefix><from>} up to but not including {@code <prefix><to>}. */
  static List<Note> range(String prefix, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> of(prefix + i)).toList();
  }

  static List<String> ids(List<Note> notes) {
    return notes.stream().map(Note::id).toList();
  }
}
