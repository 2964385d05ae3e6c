package dev.threadstore.it.simulation;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.threadstore.it.Note;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client was told. Revisions are as {@code Revision.toString} has them. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
sealed interface Reply {

  /** Of a change; {@code removed} only of a truncation. */
  record Changed(String revision, long length, long removed) implements Reply {}

  record Appended(
      String revision, long length, List<String> added, List<String> known, List<String> other)
      implements Reply {}

  record Messages(String revision, long first, List<Note> messages, long length) implements Reply {}

  record State(String revision, @Nullable String json) implements Reply {}

  record Known(String revision, long length) implements Reply {}

  /** The revision at which a conflict has ended. */
  record Resolved(String revision) implements Reply {}

  /** A fork that was made. */
  record Made() implements Reply {}

  /** Of a flush or a hydrate. */
  record Moved(String outcome, long snapshot, long length) implements Reply {}

  record Deleted(boolean existed) implements Reply {}

  record Archived(List<Entry> entries) implements Reply {}

  /** One snapshot or tombstone; the revision may be missing of a tombstone. */
  record Entry(long number, String kind, @Nullable String revision, long length) {}

  /** Of a collection or a verification; and when Redis has gone back. */
  record Sound() implements Reply {}

  /** The client knows why it was not done; {@code found} is a revision, if one was named. */
  record Refused(Reason reason, @Nullable String found) implements Reply {}

  /** Nobody can say whether it was or will be done, or the client did not live to hear it. */
  record Unknown() implements Reply {}

  /** What never should be said. */
  record Broken(String what) implements Reply {}

  /** Why something was not done. */
  enum Reason {
    /** There is no such thread. */
    ABSENT,
    /** There is one. */
    EXISTS,
    /** It is at another revision than expected. */
    CONFLICT,
    /** The thread has no such point or snapshot. */
    INVALID,
    /** A tier failed: nothing was changed, except that a deletion or resolution may be begun. */
    UNAVAILABLE,
    /** Hot copy and archive have gone different ways. */
    DIVERGED
  }
}
