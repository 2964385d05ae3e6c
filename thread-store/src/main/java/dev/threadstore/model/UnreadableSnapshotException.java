package dev.threadstore.model;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An archived object is torn, corrupted, foreign, or of a format that is too new. It was not
 * served, and nothing was changed. {@link #newestIntact()} names the snapshot to {@code restore},
 * or upgrade the library if the format is too new.
 */
public final class UnreadableSnapshotException extends ThreadStoreException {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final transient OptionalLong newestIntact;

  /**
   * Creates one.
   *
   * @param thread the thread
   * @param key the object's key in the cold store
   * @param problem what is wrong with it
   * @param newestIntact the newest older snapshot that is intact, if there is one
   * @param cause what a decoder threw, if anything
   */
  public UnreadableSnapshotException(
      ThreadRef thread,
      String key,
      String problem,
      OptionalLong newestIntact,
      @Nullable Throwable cause) {
    super(
        "unreadable object in the archive: thread=`%s` key=`%s` problem=`%s` newestIntact=`%s`"
            .formatted(
                thread,
                key,
                problem,
                newestIntact.isPresent() ? newestIntact.getAsLong() : "none found"),
        cause);
    this.key = key;
    this.newestIntact = newestIntact;
  }

  /**
   * The damaged object.
   *
   * @return its key in the cold store
   */
  public String key() {
    return key;
  }

  /**
   * The newest older snapshot that is intact: all its segments were read and checked, too.
   *
   * @return its number, or empty if there is none among the 100 entries before the damaged one, or
   *     if that could not be found out
   */
  public OptionalLong newestIntact() {
    return newestIntact;
  }
}
