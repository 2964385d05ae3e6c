package dev.threadstore.it.matrix;

import dev.threadstore.it.matrix.World.Content;
import dev.threadstore.model.Revision;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is seen from outside when all calls have ended.
 *
 * @param thread the thread under test
 * @param fork the thread that forks go to
 * @param archived the newest snapshot of the thread under test
 */
record Seen(View thread, View fork, View archived) {

  /**
   * What a reader of one thread sees.
   *
   * @param words its messages and its state
   * @param revision its revision; null: there is no thread
   */
  record View(String words, @Nullable Revision revision) {
    static final View NOTHING = new View("none", null);
    static final View UNREADABLE = new View("unreadable", null);

    static View of(List<String> messages, @Nullable String state, Revision revision) {
      return new View(messages + " " + state, revision);
    }

    private boolean shows(@Nullable Content content) {
      if (content == null || content.equals(World.UNREADABLE)) {
        return equals(content == null ? NOTHING : UNREADABLE);
      }
      return words.equals(content.messages() + " " + content.state());
    }
  }

  /** Whether a world looks like that, and the revisions too are those that callers were told. */
  boolean shows(World world, Revisions told) {
    Optional<Revisions> all =
        told.with(world.thread(), thread.revision())
            .flatMap(known -> known.with(world.target(), fork.revision()))
            .flatMap(known -> known.with(world.archived(), archived.revision()));
    return thread.shows(world.thread())
        && fork.shows(world.target())
        && archived.shows(world.archived())
        && all.isPresent();
  }
}
