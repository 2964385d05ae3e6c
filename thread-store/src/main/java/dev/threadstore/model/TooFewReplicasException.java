package dev.threadstore.model;

/**
 * A change was made and is visible, but fewer replicas than {@link
 * ThreadStoreSettings#waitReplicas()} had it in time: if the master fails before they catch up, it
 * is lost. Take it for made, and either live with that, or repeat the call until it is answered: an
 * append finds its messages known, waits again and adds nothing. Another change would be made once
 * more, or be refused at the revision that it expects; any later change that is answered covers
 * this one, too.
 */
public final class TooFewReplicasException extends ThreadStoreException {
  private static final long serialVersionUID = 1L;

  private final int wanted;
  private final int found;

  /**
   * Creates one.
   *
   * @param thread the thread
   * @param operation the operation's name
   * @param wanted how many replicas were to have the change
   * @param found how many had it
   */
  public TooFewReplicasException(ThreadRef thread, String operation, int wanted, int found) {
    super(
        "change is made but not replicated: thread=`%s` operation=`%s` wanted=`%d` found=`%d`"
            .formatted(thread, operation, wanted, found),
        null);
    this.wanted = wanted;
    this.found = found;
  }

  /**
   * How many replicas were to have the change.
   *
   * @return the setting
   */
  public int wanted() {
    return wanted;
  }

  /**
   * How many replicas had it in time.
   *
   * @return less than {@link #wanted()}
   */
  public int found() {
    return found;
  }
}
