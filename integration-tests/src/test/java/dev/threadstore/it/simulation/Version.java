package dev.threadstore.it.simulation;

import dev.threadstore.it.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a thread is at some moment, in the model: one version of its content, or nothing.
 *
 * @param number counts the changes; 0: there is no thread
 * @param stamp the other half of its revision; null as long as nobody was told
 * @param json the state document, if there is one
 */
record Version(long number, @Nullable String stamp, List<Note> messages, @Nullable String json) {

  static final Version ABSENT = new Version(0, null, List.of(), null);

  boolean isPresent() {
    return number > 0;
  }

  /** The version after one more change. */
  Version next(List<Note> content, @Nullable String state) {
    return new Version(number + 1, null, content, state);
  }

  /** This version, now that its revision was told; empty if that is the one of another version. */
  Optional<Version> at(String revision) {
    int dash = revision.indexOf('-');
    String told = revision.substring(dash + 1);
    if (number != numberOf(revision) || (stamp != null && !stamp.equals(told))) {
      return Optional.empty();
    }
    return Optional.of(stamp != null ? this : new Version(number, told, messages, json));
  }

  static long numberOf(String revision) {
    return Long.parseLong(revision.substring(0, revision.indexOf('-')));
  }

  int indexOf(String id) {
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  /** What an append finds out: each message is added, known, or known with another text. */
  record Appending(
      List<Note> content, List<String> added, List<String> known, List<String> other) {}

  Appending append(List<Note> batch) {
    Appending result =
        new Appending(
            new ArrayList<>(messages), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Note note : batch) {
      Optional<Note> earlier =
          result.content().stream().filter(there -> there.id().equals(note.id())).findFirst();
      if (earlier.isEmpty()) {
        result.content().add(note);
        result.added().add(note.id());
      } else {
        (earlier.get().equals(note) ? result.known() : result.other()).add(note.id());
      }
    }
    return result;
  }

  /** The beginning of this version, as a fork has it. */
  Version forked(long count, boolean withState) {
    return new Version(
        1,
        null,
        count < 0 ? messages : List.copyOf(messages.subList(0, (int) count)),
        withState ? json : null);
  }

  /** Cheap: versions are looked up all the time, and seldom differ in their messages alone. */
  @Override
  public int hashCode() {
    return Objects.hash(number, stamp, messages.size());
  }

  @Override
  public String toString() {
    if (!isPresent()) {
      return "no thread";
    }
    return "version %d (%s) of %s, state %s"
        .formatted(
            number,
            stamp == null ? "stamp untold" : stamp.substring(0, 6),
            Note.ids(messages),
            json);
  }
}
