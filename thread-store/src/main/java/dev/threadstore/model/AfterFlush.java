package dev.threadstore.model;

/** What becomes of the hot copy once its current version is archived. */
public enum AfterFlush {
  /** It is removed from Redis. */
  RELEASE,
  /** It stays until its TTL ends. */
  KEEP
}
