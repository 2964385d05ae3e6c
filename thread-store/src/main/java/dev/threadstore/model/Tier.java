package dev.threadstore.model;

/** Where a thread is. */
public enum Tier {
  /** In Redis; it may be archived as well. */
  HOT,
  /** Only in the cold store. */
  ARCHIVED
}
