package dev.threadstore.it.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

  /** What a snapshot holds that cannot be read. */
  static final Content UNREADABLE = new Content("unreadable", List.of(), null);

  static final World EMPTY = new World(null, null, Tie.NOT_HOT, false, null);

  /** How a copy in Redis stands to the newest snapshot. */
  enum Tie {
    /** There is no copy. */
    NOT_HOT,
    /** The copy builds on it. */
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

    /** Its first messages, without the state. */
    Content beginning(int length) {
      return with("beginning", messages.subList(0, length), null);
    }

    /** What a fork of it holds: as much, but its history begins there. */
    Content forked() {
      return new Content("fork of " + history, messages, state);
    }

    Content plus(String change, List<String> more) {
      List<String> all = new ArrayList<>(messages);
      all.addAll(more);
      return with(change, all, state);
    }
  }

  boolean isHot() {
    return tie != Tie.NOT_HOT;
  }

  /** Whether the copy in Redis has no changes of its own. */
  boolean isClean() {
    return tie == Tie.BEHIND || (tie == Tie.BUILDS_ON && Objects.equals(thread, archived));
  }

  /** After a change of the copy in Redis. */
  World changed(Content nowThread) {
    Tie now =
        switch (tie) {
          case NOT_HOT, BUILDS_ON -> Tie.BUILDS_ON;
          case BEHIND, CONFLICT -> Tie.CONFLICT;
        };
    return new World(nowThread, archived, now, firstKept, target);
  }

  /** After the newest snapshot was brought to Redis. */
  World hydrated() {
    return new World(archived, archived, Tie.BUILDS_ON, firstKept, target);
  }

  /** After the copy in Redis was made to build on the newest snapshot. */
  World rebased(@Nullable Content nowThread) {
    return new World(nowThread, archived, Tie.BUILDS_ON, firstKept, target);
  }

  /** After the copy in Redis was archived; it stays. */
  World flushed() {
    return new World(thread, thread, Tie.BUILDS_ON, firstKept, target);
  }

  /** After the copy in Redis was dropped. */
  World dropped() {
    return new World(archived, archived, Tie.NOT_HOT, firstKept, target);
  }

  /** After another copy than that in Redis was archived. */
  World behind(Content nowArchived) {
    return new World(thread, nowArchived, Tie.BEHIND, firstKept, target);
  }

  World deleted() {
    return new World(null, null, Tie.NOT_HOT, false, target);
  }

  World withTarget(Content fork) {
    return new World(thread, archived, tie, firstKept, fork);
  }
}
