package dev.threadstore.it.matrix;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the specification knows of the thread under test and of the thread that forks go to. An
 * operation takes one world into another, in one step.
 *
 * @param thread what a reader of the thread sees; null: there is none
 * @param archived what its newest snapshot holds; null: there is none
 * @param tie how the copy in Redis stands to that snapshot
 * @param firstKept whether {@link #FIRST_SNAPSHOT} is in the thread's history
 * @param target what a reader of the fork sees; null: there is none
 */
record World(
    @Nullable Content thread,
    @Nullable Content archived,
    Tie tie,
    boolean firstKept,
    @Nullable Content target) {

  /** What the first snapshot of every thread here holds. */
  static final Content FIRST_SNAPSHOT = new Content("first", List.of("m0", "m1"), "{\"s\":0}");

  static final World EMPTY = new World(null, null, Tie.BUILDS_ON, false, null);

  /** How a copy in Redis stands to the newest snapshot. */
  enum Tie {
    /** The copy builds on it, or there is no copy. */
    BUILDS_ON,
    /** Another Redis has archived more, and the copy has no changes of its own. */
    BEHIND,
    /** Another Redis has archived more, and the copy has changes of its own. */
    CONFLICT
  }

  /**
   * A thread's content.
   *
   * @param history names the history that led to it: equal names, equal revisions
   * @param messages the ids of its messages
   * @param state its state; null: none
   */
  record Content(String history, List<String> messages, @Nullable String state) {

    static Content empty(String history) {
      return new Content(history, List.of(), null);
    }

    Content with(String change, List<String> nowMessages, @Nullable String nowState) {
      return new Content(history + "/" + change, nowMessages, nowState);
    }

    Content plus(String change, List<String> more) {
      List<String> all = new ArrayList<>(messages);
      all.addAll(more);
      return with(change, all, state);
    }
  }

  /** After a change of the copy in Redis. */
  World changed(Content nowThread) {
    Tie now = tie == Tie.BEHIND ? Tie.CONFLICT : tie;
    return new World(nowThread, archived, now, firstKept, target);
  }

  /** After the copy was archived, dropped, or made to build on the newest snapshot. */
  World tied(@Nullable Content nowThread, @Nullable Content nowArchived) {
    return new World(nowThread, nowArchived, Tie.BUILDS_ON, firstKept, target);
  }

  World deleted() {
    return new World(null, null, Tie.BUILDS_ON, false, target);
  }

  World withTarget(Content fork) {
    return new World(thread, archived, tie, firstKept, fork);
  }

  /** What readers of both threads see. */
  String seen() {
    return "thread: " + seen(thread) + ", fork: " + seen(target);
  }

  private static String seen(@Nullable Content content) {
    return content == null ? "none" : content.messages() + " " + content.state();
  }
}
