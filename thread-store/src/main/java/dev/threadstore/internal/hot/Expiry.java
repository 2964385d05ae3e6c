package dev.threadstore.internal.hot;

/** Which hot copies may expire. */
public enum Expiry {
  /** Only those whose current version is archived: there is a cold store. */
  WHEN_ARCHIVED,
  /** All: Redis is the only tier. */
  ALWAYS
}
