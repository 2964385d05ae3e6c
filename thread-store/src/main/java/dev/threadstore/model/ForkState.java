package dev.threadstore.model;

/** What becomes of the source's state in a fork. */
public enum ForkState {
  /** The fork gets a copy of the state that the source has now. */
  CURRENT,
  /** The fork begins without a state. */
  NONE
}
