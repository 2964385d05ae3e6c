package dev.threadstore.it.upgrade;

import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fixture holds of one thread.
 *
 * @param is how it is found
 * @param exists whether there is such a thread, once what was begun is finished
 * @param messages the ids of its messages; the text of each is that of a {@code Note} of that id
 * @param state its state; null: none
 * @param revision its revision; null: not known when the fixture was made
 * @param lineage what it is a fork of; null: of nothing, or not known
 * @param history the numbers and revisions of its snapshots, the newest first; null: depends on
 *     what is still to be finished
 */
record StoredThread(
    String namespace,
    String id,
    String is,
    boolean exists,
    List<String> messages,
    @Nullable String state,
    @Nullable String revision,
    @Nullable String lineage,
    @Nullable List<String> history) {
  private static final int ALL = 1000;

  ThreadRef ref() {
    return new ThreadRef(namespace, id);
  }

  static @Nullable String lineage(TieredThreadManager<?> thread) {
    return thread
        .info()
        .lineage()
        .map(of -> "%s messages of %s at %s".formatted(of.length(), of.source(), of.revision()))
        .orElse(null);
  }

  static List<String> history(TieredThreadManager<?> thread) {
    return thread.snapshots().history(ALL).stream()
        .map(
            entry ->
                "%s %s %s"
                    .formatted(
                        entry.number(),
                        entry.kind(),
                        entry.revision().map(Revision::toString).orElse("-")))
        .toList();
  }

  @Override
  public String toString() {
    return id + ": " + is;
  }
}
