package dev.threadstore.internal.hot;

/**
 * A script needs a live copy and there is none. Control flow between the hot tier and whoever can
 * do something about it; never reaches a user. Carries no stack trace.
 */
public abstract sealed class NotLiveException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private NotLiveException(String message) {
    super(message, null, false, false);
  }

  /** Nothing is hot. */
  public static final class Absent extends NotLiveException {
    private static final long serialVersionUID = 1L;

    Absent() {
      super("absent");
    }
  }

  /** The thread is being deleted, or forked to. */
  public static final class Busy extends NotLiveException {
    private static final long serialVersionUID = 1L;

    private final transient Phase phase;

    Busy(Phase phase) {
      super("busy");
      this.phase = phase;
    }

    /**
     * What is under way.
     *
     * @return the phase
     */
    public Phase phase() {
      return phase;
    }
  }
}
