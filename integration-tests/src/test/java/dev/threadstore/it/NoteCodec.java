package dev.threadstore.it;

import dev.threadstore.model.MessageCodec;

/** As {@link Note#CODEC}, for tests that break one of its methods. */
class NoteCodec implements MessageCodec<Note> {
  @Override
  public String id(Note note) {
    return note.id();
  }

  @Override
  public byte[] encode(Note note) {
    return Note.CODEC.encode(note);
  }

  @Override
  public Note decode(String id, byte[] bytes) {
    return Note.CODEC.decode(id, bytes);
  }
}
