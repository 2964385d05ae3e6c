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
   * @param detail what was found
   * @param risk what that can lead to, and which promise it touches ({@code G1} and so on, as
   *     docs/guarantees.md numbers them); empty: nothing
   * @param remedy what to do about it; empty: nothing
   */
  public record Finding(Level level, String subject, String detail, String risk, String remedy) {

    /**
     * All is well.
     *
     * @param subject what was looked at
     * @param detail what was found
     * @return the finding
     */
    public static Finding fit(String subject, String detail) {
      return new Finding(Level.FIT, subject, detail, "", "");
    }

    /**
     * A promise holds only under conditions, or it could not be told.
     *
     * @param subject what was looked at
     * @param detail what was found
     * @param risk what that can lead to
     * @param remedy what to do about it
     * @return the finding
     */
    public static Finding caution(String subject, String detail, String risk, String remedy) {
      return new Finding(Level.CAUTION, subject, detail, risk, remedy);
    }

    /**
     * A promise is broken.
     *
     * @param subject what was looked at
     * @param detail what was found
     * @param risk what that can lead to
     * @param remedy what to do about it
     * @return the finding
     */
    public static Finding unfit(String subject, String detail, String risk, String remedy) {
      return new Finding(Level.UNFIT, subject, detail, risk, remedy);
    }
  }

  /** How a thing stands. */
  public enum Level {
    /** As it should be. */
    FIT,
    /** A promise holds only under conditions that the finding names, or it could not be told. */
    CAUTION,
    /** A promise is broken in this setup. */
    UNFIT
  }
}
