package dev.threadstore.it.killed;

/**
 * One operation of a {@link Victim}, with all that decides its effect.
 *
 * @param kind what it does
 * @param thread the thread on which it acts; of a fork, the new one
 * @param argument of an append or a replacement, the beginning of its messages' ids; of a
 *     truncation, the first id to remove; of a state, the document, or {@code -} to delete it; of a
 *     fork, its source; of a restore, the stamp of the snapshot; else {@code -}
 * @param count of an append, a replacement or a fork, the number of messages; of a restore, the
 *     number of the snapshot; else 0
 */
record VictimStep(Kind kind, String thread, String argument, int count) {
  enum Kind {
    CREATE,
    APPEND,
    TRUNCATE,
    REPLACE,
    STATE,
    FORK_HOT,
    FORK_ARCHIVED,
    DELETE,
    RESTORE,
    FLUSH,
    HYDRATE
  }

  static VictimStep of(Kind kind, String thread) {
    return new VictimStep(kind, thread, "-", 0);
  }

  /** As four words. */
  @Override
  public String toString() {
    return kind + " " + thread + " " + argument + " " + count;
  }

  static VictimStep parse(String text) {
    String[] words = text.split(" ", -1);
    return new VictimStep(Kind.valueOf(words[0]), words[1], words[2], Integer.parseInt(words[3]));
  }
}
