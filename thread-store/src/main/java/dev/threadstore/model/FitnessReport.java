package dev.threadstore.model;

import java.util.List;

/**
 * Whether Redis and the cold store, as they are configured now, can keep what the library promises.
 *
 * @param findings one line for each thing that was looked at
 */
public record FitnessReport(List<Finding> findings) {

  /** Copies the list. */
  public FitnessReport {
    findings = List.copyOf(findings);
  }

  /**
   * Whether nothing was found that breaks a promise.
   *
   * @return true if there is no {@link Level#UNFIT} finding
   */
  public boolean isFit() {
    return findings.stream().noneMatch(f -> f.level() == Level.UNFIT);
  }

  /**
   * One thing that was looked at.
   *
   * @param level how it stands
   * @param subject what was looked at
   * @param detail what was found, and what to do about it
   */
  public record Finding(Level level, String subject, String detail) {}

  /** How a thing stands. */
  public enum Level {
    /** As it should be. */
    FIT,
    /** A promise holds only under conditions that the detail names, or it could not be told. */
    CAUTION,
    /** A promise is broken in this setup. */
    UNFIT
  }
}
