package dev.threadstore.model;

import java.util.List;

/**
 * What reading every object of a thread in the cold store has found.
 *
 * @param objects how many objects were looked at, or looked for
 * @param bytes the size of those that are there
 * @param problems what is damaged or missing; empty: all is well
 */
public record VerifyResult(int objects, long bytes, List<Problem> problems) {

  /** Copies the list. */
  public VerifyResult {
    problems = List.copyOf(problems);
  }

  /**
   * Whether nothing is damaged or missing.
   *
   * @return whether all objects are as they were written
   */
  public boolean isIntact() {
    return problems.isEmpty();
  }

  /**
   * An object that is not as it should be.
   *
   * @param key its key in the cold store
   * @param problem what is wrong with it; never a payload
   */
  public record Problem(String key, String problem) {}
}
