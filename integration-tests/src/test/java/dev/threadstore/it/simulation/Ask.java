package dev.threadstore.it.simulation;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.threadstore.it.Note;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client asks of a thread. Expected revisions are as {@code Revision.toString} has them. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
sealed interface Ask {

  /** The thread's id. */
  String thread();

  record Create(String thread) implements Ask {}

  record Append(String thread, List<Note> messages, String expected) implements Ask {}

  record Load(String thread) implements Ask {}

  record Tail(String thread, int count) implements Ask {}

  record Info(String thread) implements Ask {}

  record Truncate(String thread, String id, String expected) implements Ask {}

  record Replace(String thread, List<Note> messages, String expected) implements Ask {}

  /** With null as the new state, it is removed. */
  record SaveState(String thread, @Nullable String json, String expected) implements Ask {}

  record LoadState(String thread) implements Ask {}

  /**
   * A new thread of the first messages of another.
   *
   * @param thread the source
   * @param count how many of its messages; negative for all
   */
  record Fork(String thread, String target, long count, boolean withState) implements Ask {}

  record Flush(String thread, boolean keep) implements Ask {}

  record Hydrate(String thread, boolean check) implements Ask {}

  record Delete(String thread) implements Ask {}

  /** Back to a snapshot whose revision the client has read in the history. */
  record Restore(String thread, long number, String revision, String expected) implements Ask {}

  record History(String thread) implements Ask {}

  record Collect(String thread, int keep) implements Ask {}

  record Verify(String thread) implements Ask {}

  /** The way out of a conflict: one of the copies stays. */
  record Resolve(String thread, boolean keepHot, String expected) implements Ask {}

  /**
   * No client asks for it: Redis was killed just before this call, and has lost at its end what it
   * had acknowledged since, of all threads.
   *
   * @param since nanoseconds, as in {@link Call}
   */
  record GoBack(String thread, long since) implements Ask {}

  /** What leaves every thread as it is: it can be left out of a history. */
  default boolean reads() {
    return this instanceof Load
        || this instanceof Tail
        || this instanceof Info
        || this instanceof LoadState
        || this instanceof History
        || this instanceof Verify
        || this instanceof Flush
        || this instanceof Hydrate
        || this instanceof Collect;
  }
}
