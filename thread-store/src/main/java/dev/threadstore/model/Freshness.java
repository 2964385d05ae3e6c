package dev.threadstore.model;

/** Whether {@code hydrate} believes a copy that it finds in Redis. */
public enum Freshness {
  /** It does: no request to the cold store. */
  TRUST_HOT,
  /**
   * It asks the archive for its newest snapshot and replaces a hot copy that is older and has no
   * changes of its own. For session starts where several Redises share a cold store.
   */
  CHECK
}
