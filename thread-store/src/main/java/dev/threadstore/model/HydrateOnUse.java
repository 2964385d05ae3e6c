package dev.threadstore.model;

/** What an operation does when it finds its thread archived and not in Redis. */
public enum HydrateOnUse {
  /** Hydrates it, then goes on. */
  ALWAYS,
  /** Throws {@link ThreadNotHotException}. */
  NEVER
}
