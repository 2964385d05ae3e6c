package dev.threadstore.model;

/**
 * The hot copy and the archive have gone different ways: the archive's newest snapshot is not the
 * one that the hot copy builds on, nor one of its own. This happens after a Redis went back
 * (failover, restored backup) or when two Redises share one cold store. Nothing was overwritten or
 * dropped; reads and appends keep working on the hot copy. Choose a way out: {@link
 * TieredThreadManager#resolve}.
 */
public final class ArchiveConflictException extends ThreadStoreException {
  private static final long serialVersionUID = 1L;

  private final transient Revision revision;
  private final long builtOn;
  private final long newest;

  /**
   * Creates one.
   *
   * @param thread the thread
   * @param revision the hot copy's revision, which {@code resolve} expects
   * @param builtOn the snapshot that the hot copy builds on; 0: none
   * @param newest the archive's newest snapshot; 0: none
   */
  public ArchiveConflictException(ThreadRef thread, Revision revision, long builtOn, long newest) {
    super(
        "hot copy and archive have diverged: thread=`%s` revision=`%s` builtOn=`%d` newest=`%d`"
            .formatted(thread, revision, builtOn, newest),
        null);
    this.revision = revision;
    this.builtOn = builtOn;
    this.newest = newest;
  }

  /**
   * The hot copy's revision: hand it to {@code resolve}.
   *
   * @return the revision
   */
  public Revision revision() {
    return revision;
  }

  /**
   * The snapshot that the hot copy builds on.
   *
   * @return its number; 0: none
   */
  public long builtOn() {
    return builtOn;
  }

  /**
   * The archive's newest snapshot.
   *
   * @return its number; 0: none
   */
  public long newest() {
    return newest;
  }
}
