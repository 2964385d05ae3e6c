package dev.threadstore.cold;

/** What {@link ColdStore#create} found. */
public enum CreateOutcome {
  /** There was none; now there is this one, durably. */
  CREATED,
  /**
   * There was one already, and it is durable; it was not changed. It may be an earlier try's own.
   */
  EXISTS
}
