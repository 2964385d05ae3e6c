package dev.threadstore.it.matrix;

import dev.threadstore.model.Revision;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is told.
 *
 * @param words {@code ok}, with what was reported, or the simple name of an exception
 * @param revision the revision that comes with it; null: none
 */
record Answer(String words, @Nullable Revision revision) {
  private static final String OK = "ok";

  static Answer ok() {
    return new Answer(OK, null);
  }

  static Answer ok(Revision revision) {
    return new Answer(OK, revision);
  }

  boolean isOk() {
    return words.startsWith(OK);
  }

  Answer with(String report) {
    return new Answer(words + " " + report, revision);
  }
}
